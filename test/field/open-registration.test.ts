import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workplace } from '../support/command.ts'
import { needs, synapse } from '../support/parts.ts'
import { ownSynapse, withTokens } from '../homeservers/synapses.ts'
import { openFront } from '../doctor/front.ts'
import { serveJson } from '../homeservers/json-server.ts'
import { startServe } from './serving.ts'

const configured = (url: string, { serverName = 'example.org', sharedSecret = 'secret-of-it' }) => `
homeserver:
  url: ${url}
  server_name: ${serverName}
  registration_shared_secret: ${sharedSecret}
public:
  url: http://127.0.0.1:1
  listen: 127.0.0.1:0
private:
  listen: unix:private.sock
log:
  format: json
`

/** What the doctor says of registration at the homeserver. */
async function found(url: string, address = {}): Promise<string> {
  await using place = await workplace(configured(url, address))
  const { findings } = JSON.parse((await place.runHere('doctor', '--json')).stdout)
  const [one] = findings.filter(({ code }: { code: string }) => code === 'open_registration')
  return `${one.severity}: ${one.sentence} ${one.advice}`
}

test(
  'the doctor and serve say that registration is open, and nobody calls it closed who was not told so',
  needs('synapse'),
  async () => {
    await using open = await ownSynapse(() => ({
      enable_registration: true,
      enable_registration_without_verification: true,
    }))
    assert.match(await found(open.url, open), /^error: Anybody .*\(enable_registration: false\)/)
    await using place = await workplace(configured(open.url, open))
    await using serving = await startServe(place)
    const { level, advice } = await serving.said('Anybody can register at the homeserver')
    assert.deepEqual([level, String(advice).includes('enable_registration: false')], ['warn', true])

    const closed = synapse()
    assert.match(await found(closed.url, closed), /^fine: .* is closed/)
    await using byToken = await ownSynapse(withTokens)
    assert.match(await found(byToken.url, byToken), /^fine: .* asks for a token/)
  },
)

test('a rate limit, a failure or a proxy’s page is no proof that registration is closed', async () => {
  const limited = { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests', retry_after_ms: 9 }
  const answers: [number, string, RegExp][] = [
    [429, JSON.stringify(limited), /could not be tested: 429 M_LIMIT_EXCEEDED Too Many Requests/],
    [500, '{"errcode":"M_UNKNOWN","error":"Internal server error"}', /: 500 M_UNKNOWN Internal/],
    [403, '<h1>Forbidden</h1>', /could not be tested: 403/],
  ]
  for (const [status, body, told] of answers) {
    const server = await serveJson(({ method, path }) => {
      if (path === '/_matrix/client/versions')
        return { status: 200, body: '{"versions":["v1.12"]}' }
      return method === 'POST' ? { status, body } : { status: 404, body: '{}' }
    })
    assert.match(await found(server.url), new RegExp(`^warning: .*${told.source}`))
    await server.close()
  }
})

test('an address of the homeserver that redirects is told, with the one to set', async () => {
  await using front = await openFront(() => '', {
    path: () => null,
    to: 'https://matrix.example.org',
  })
  await using place = await workplace(configured(front.url, {}))
  assert.match(
    (await place.runHere('doctor')).stdout,
    /answers 301 and leads to https:\/\/matrix\.example\.org\S+\)\.\n +Set homeserver\.url to https:\/\/matrix\.example\.org:/,
  )
})

/** What the doctor says by this code of a homeserver that answers so, by path. */
async function saidOf(code: string, answers: Record<string, object>): Promise<string> {
  const server = await serveJson(({ method, path }) => {
    if (path === '/_matrix/client/versions') return { status: 200, body: '{"versions":["v1.12"]}' }
    if (method === 'POST') return { status: 403, body: '{"errcode":"M_FORBIDDEN"}' }
    const answer = answers[path]
    return answer ? { status: 200, body: JSON.stringify(answer) } : { status: 404, body: '{}' }
  })
  await using place = await workplace(configured(server.url, {}))
  const { findings } = JSON.parse((await place.runHere('doctor', '--json')).stdout)
  await server.close()
  return (findings as { code: string; severity: string; sentence: string; advice: string }[])
    .filter((one) => one.code === code)
    .map(({ severity, sentence, advice }) => `${severity}: ${sentence} ${advice}`)
    .join('\n')
}

const flows = (type: string) => ({ '/_matrix/client/v3/login': { flows: [{ type }] } })

test('whoever becomes administrator or gets in without an invitation is told', async () => {
  for (const name of ['tuwunel', 'Tuwunel', 'continuwuity', 'Conduit']) {
    const version = { '/_matrix/federation/v1/version': { server: { name, version: '1.9.0' } } }
    const said = await saidOf('first_account', version)
    assert.match(
      said,
      new RegExp(`^notice: The first account of a new ${name} 1.9.0 becomes its adm`),
    )
    assert.match(said, /make your own before you invite/)
  }
  const another = {
    '/_matrix/federation/v1/version': { server: { name: 'Synapse', version: '1' } },
  }
  assert.equal(await saidOf('first_account', another), '')
  const sso = await saidOf('single_sign_on', flows('m.login.sso'))
  assert.match(
    sso,
    /^notice: .* gets an account without an invitation\. Synapse: enable_registration/,
  )
  assert.equal(await saidOf('single_sign_on', flows('m.login.password')), '')
})
