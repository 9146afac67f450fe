import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freePort } from '../../tools/server.ts'
import { workplace, type Workplace } from '../support/command.ts'
import { startServe } from './serving.ts'

interface Written {
  url: string
  listen: string
  private: string
  database?: string
  title?: string
}

const configured = ({
  url,
  listen,
  database = 'latchkey.db',
  title = 'Here',
  ...rest
}: Written) => `
homeserver:
  url: http://127.0.0.1:9
  server_name: example.org
  registration_shared_secret: dAYjKUoSkC2OHTh8Hs4u
public:
  url: ${url}
  listen: ${listen}
private:
  listen: ${rest.private}
database:
  url: sqlite:${database}
community:
  title: ${title}
log:
  format: json
`

const codes = ['not_running', 'older_configuration', 'public_url', 'portal_database']

/** What the doctor says of the running portal that isn't fine. */
async function wrong(place: Workplace): Promise<string[]> {
  const { findings } = JSON.parse((await place.runHere('doctor', '--json')).stdout)
  return (findings as { code: string; severity: string; sentence: string; advice: string }[])
    .filter(({ code, severity }) => codes.includes(code) && severity !== 'fine')
    .map(({ code, severity, sentence, advice }) => `${severity} ${code}: ${sentence} ${advice}`)
}

test('a portal that runs with an older configuration is never called not running', async () => {
  const [port, otherPort] = [await freePort(), await freePort()]
  const running: Written = {
    url: `http://127.0.0.1:${port}/join`,
    listen: `127.0.0.1:${port}`,
    private: 'unix:private.sock',
  }
  await using place = await workplace(configured(running))
  const say = async (changed: Partial<Written>) => {
    await place.write('latchkey.yaml', configured({ ...running, ...changed }))
    return wrong(place)
  }
  assert.match((await say({})).join(), /^warning not_running: The portal is not running/)
  {
    await using serving = await startServe(place)
    assert.deepEqual(await say({}), [])
    const restart = /^warning older_configuration: .* an older configuration.* Restart Latchkey\.$/
    const elsewhere = `127.0.0.1:${otherPort}`
    const moved: [Partial<Written>, RegExp][] = [
      [{ url: `http://127.0.0.1:${port}/invite` }, /public\.url has changed since/],
      [{ url: 'https://new.example.org' }, /public\.url has changed since/],
      [{ listen: elsewhere }, /answers at http\S+\/join, but nothing answers at 127\.0\.0\.1:/],
      [{ url: `http://${elsewhere}/join`, listen: elsewhere }, /answers at private\.listen \(/],
      [{ listen: elsewhere, title: 'There' }, /nothing answers at/],
    ]
    for (const [changed, told] of moved) {
      const said = (await say(changed)).join()
      assert.match(said, restart)
      assert.match(said, told)
    }
    assert.match(
      (
        await say({ url: `http://${elsewhere}`, listen: elsewhere, private: 'unix:other.sock' })
      ).join(),
      /^warning not_running: A portal used the database at 20.* an older configuration is still running/,
    )
    const another =
      /^error older_configuration: The portal at .* another database than database\.url/
    assert.match((await say({ database: 'other.db' })).join(), another)
    await place.runHere('invite')
    assert.match((await say({ database: 'other.db' })).join(), another)
    assert.match((await say({ title: 'There' })).join(), /community\.title has changed .* SIGHUP/)
    serving.hangUp()
    await serving.said('SIGHUP: the configuration was read again')
    assert.deepEqual(await say({ title: 'There' }), [])
  }
})
