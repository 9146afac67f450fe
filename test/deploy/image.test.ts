import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'
import { validate } from 'dockerfile-utils'
import { run } from '../../tools/programs.ts'
import { freePort } from '../../tools/server.ts'
import { configuration } from '../support/command.ts'
import { loadConfig } from '../../src/config/load.ts'
import { type Container, createContainer, missingNamespaces } from './container.ts'
import { pathOf, readRepository } from './files.ts'
import { buildStage, readImage } from './image.ts'

test('the linters find no fault in the Dockerfile and the compose file', async () => {
  assert.deepEqual(validate(readRepository('Dockerfile')), [])
  for (const file of ['compose.yaml', 'deploy/traefik/compose.yaml']) {
    const { ok, output } = await run(pathOf('node_modules/.bin/dclint'), [pathOf(file)])
    assert.ok(ok, output)
  }
})

test('the configuration that compose.yaml mounts is valid', async () => {
  const path = pathOf('deploy/compose/latchkey.yaml')
  const env = {
    LATCHKEY_HOMESERVER_REGISTRATION_SHARED_SECRET: 'dAYjKUoSkC2OHTh8Hs4u',
    LATCHKEY_DATABASE_URL: 'postgres://postgres:secret@postgres/latchkey',
  }
  const loaded = await loadConfig({ path, env, cwd: '/' })
  assert.ok('config' in loaded, JSON.stringify(loaded))
})

const skip = await missingNamespaces()

describe('the image, as a container engine runs it', { skip }, () => {
  const image = readImage()
  let container: Container

  before(async () => {
    await using built = await buildStage()
    container = await createContainer(image, built.dist)
  })
  after(() => container[Symbol.asyncDispose]())

  /** Starts the image's command with this file, and waits until it logs that it is open. */
  async function open(file: string, config: string, command = image.command, env = {}) {
    writeFileSync(join(container.config, file), config)
    const child = container.start([...image.entrypoint, ...command], env)
    assert.ok(child.stderr)
    for await (const line of createInterface({ input: child.stderr })) {
      if (/Latchkey is open|public server starting/.test(line)) break
    }
    child.stderr.resume()
    return {
      pid: child.pid ?? 0,
      stop: async () => {
        child.kill('SIGTERM')
        return once(child, 'exit')
      },
    }
  }

  test('it runs as a user without privileges, and as any other user', async () => {
    assert.equal(image.user, '1000:1000')
    const { stdout } = await container.run(['id', '-u'])
    assert.equal(stdout, '54321\n')
    assert.doesNotMatch(readFileSync('/etc/passwd', 'utf8'), /54321/)
  })

  test('only /data is writable', async () => {
    const write = 'for f in / /usr/ /usr/local/lib/ /config/ /tmp/ /etc/ /data/; do : >$f/x; done'
    const { stderr } = await container.run(['bash', '-c', write])
    assert.equal([...stderr.matchAll(/Read-only file system/g)].length, 6, stderr)
    assert.deepEqual(readdirSync(container.data), ['x'])
  })

  test('it serves our configuration from /config, is healthy, and ends on SIGTERM', async () => {
    const port = await freePort()
    const files = container.files()
    const more = `public:
  url: http://127.0.0.1:${port}
  listen: 0.0.0.0:${port}
private:
  listen: 127.0.0.1:${await freePort()}
database:
  url: sqlite:/data/latchkey.db
`
    const portal = await open('config.yaml', configuration(more))
    const status = readFileSync(`/proc/${portal.pid}/status`, 'utf8')
    assert.match(status, /CapEff:\s+0+\n[^]*NoNewPrivs:\s+1\n/)
    assert.equal((await container.run(image.health)).code, 0)
    const { stdout } = await container.run(['latchkey', 'invite'])
    const [link = ''] = stdout.split('\n')
    assert.equal((await fetch(link)).status, 200)
    assert.deepEqual(await portal.stop(), [0, null])
    assert.notEqual((await container.run(image.health)).code, 0)
    assert.deepEqual(
      container.files().filter((one) => !files.includes(one)),
      [],
    )
    assert.ok(readdirSync(container.data).includes('latchkey.db'))
  })

  test('it serves matrix-registration’s file where the Ansible playbook mounts it', async () => {
    const port = await freePort()
    const config = `server_location: http://127.0.0.1:9
server_name: example.org
shared_secret: dAYjKUoSkC2OHTh8Hs4u
admin_secret: adminsecret
db: sqlite:////data/db.sqlite3
host: 0.0.0.0
port: ${port}
`
    const portal = await open('config.yaml', config)
    assert.equal((await container.run(image.health)).code, 0)
    const { stdout } = await container.run(['matrix-registration', 'generate', '--one-time'])
    const token = await fetch(`http://127.0.0.1:${port}/token/${stdout.trim()}`, {
      headers: { authorization: 'SharedSecret adminsecret' },
    })
    assert.equal(token.status, 200)
    assert.deepEqual(await portal.stop(), [0, null])
  })

  test('it serves portero’s file at a given path', async () => {
    const [port, privatePort] = [await freePort(), await freePort()]
    const config = `matrix.adminURL = http://127.0.0.1:9/
matrix.adminSharedSecret = dAYjKUoSkC2OHTh8Hs4u
matrix.publicURL = https://chat.example.org
server.title = Example
server.publicURL = http://127.0.0.1:${port}/
server.publicAddress = 127.0.0.1
server.publicPort = ${port}
server.privateAddress = 127.0.0.1
server.privatePort = ${privatePort}
`
    const said = { LATCHKEY_CONFIG: '/config/server.conf', STATE_DIRECTORY: '/data' }
    const portal = await open('server.conf', config, ['server'], said)
    const { stdout } = await container.run(['latchkey', 'invite'], said)
    assert.equal((await fetch(stdout.split('\r\n')[0] ?? '')).status, 200)
    assert.ok(readdirSync(container.data).includes('server.latchkey.db'))
    await portal.stop()
  })
})
