import assert from 'node:assert/strict'
import { once } from 'node:events'
import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { freePort } from '../tools/server.ts'
import { configuration, workplace } from './support/command.ts'
import { newFolder, writeConf } from './support/portero.ts'
import { startAs, type Running } from './support/program.ts'

/** Whether this machine has IPv6; a container often lacks it. */
const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === '::1')

const listening = (where: string, operators = 'unix:private.sock') =>
  configuration(`public:
  url: https://example.org/join
  listen: ${where}
private:
  listen: ${operators}
log:
  format: json
`)

async function portOf(portal: Running): Promise<string> {
  const [, port = ''] = await portal.until(/"public":"http:\/\/127\.0\.0\.1:(\d+)"/)
  return port
}

/** Requests both loopback addresses, or skips the second if this machine lacks it. */
async function assertAnswersAtBoth(portal: Running, port: string | number, path = '/') {
  const hosts = hasIpv6 ? ['127.0.0.1', '[::1]', 'localhost'] : ['127.0.0.1', 'localhost']
  for (const host of hosts) {
    const { status } = await fetch(`http://${host}:${port}${path}`, { redirect: 'manual' })
    assert.ok(status < 500, `${host}: ${status}`)
  }
  if (!hasIpv6) assert.match(portal.said(), /lacks an address/)
}

describe('a listener at a name', () => {
  test('listens at all addresses of the name, on one free port, public and private', async () => {
    await using place = await workplace(listening('localhost:0', 'localhost:0'))
    for (const more of [[], ['--workers', '2']]) {
      const portal = startAs('latchkey', more.length > 0 ? newFolder() : place.folder, [
        'serve',
        '--config',
        join(place.folder, 'latchkey.yaml'),
        ...more,
      ])
      const port = await portOf(portal)
      const [, operators = ''] = await portal.until(/"private":"http:\/\/127\.0\.0\.1:(\d+)"/)
      assert.notEqual(port, operators)
      await portal.until(more.length > 0 ? /is open[^]*is open/ : /is open/)
      await assertAnswersAtBoth(portal, port)
      await assertAnswersAtBoth(portal, operators, '/health')
      portal.child.kill('SIGTERM')
      assert.equal(await portal.ended(), 0)
    }
  })

  test('an address that another process uses is refused with one sentence', async () => {
    const other = createServer().listen(0, hasIpv6 ? '::1' : '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    await using place = await workplace(listening(`localhost:${port}`))
    const { code, stderr } = await place.run('serve')
    assert.equal(code, 1)
    assert.match(stderr, new RegExp(`public\\.listen: localhost:${port} is already in use\\.`))
    other.close()
  })

  test('a name without an address is refused with one sentence', async () => {
    await using place = await workplace(listening('nowhere.invalid:1234'))
    const { code, stderr } = await place.run('serve')
    assert.equal(code, 1)
    assert.match(stderr, /public\.listen: nowhere\.invalid:1234 has no address/)
  })

  test('the same holds for the names in portero’s file and the host of matrix-registration', async () => {
    const folder = newFolder()
    const [publicPort, privatePort, port] = [await freePort(), await freePort(), await freePort()]
    writeConf(join(folder, 'server.conf'), [
      `server.publicPort = ${publicPort}`,
      `server.privatePort = ${privatePort}`,
      'server.publicAddress = localhost',
      'server.privateAddress = localhost',
    ])
    const portero = startAs('portero', folder, ['server', '--configuration-file', 'server.conf'])
    await portero.until(/public server starting on localhost\/127\.0\.0\.1/)
    await assertAnswersAtBoth(portero, publicPort)
    await assertAnswersAtBoth(portero, privatePort)
    portero.child.kill('SIGTERM')
    await portero.ended()
    const lines = ['server_location: http://127.0.0.1:9', 'registration_shared_secret: dAYjKUoSk']
    const file = [...lines, 'db: sqlite:///{cwd}old.sqlite3', `port: ${port}`].join('\n')
    writeFileSync(join(folder, 'config.yaml'), file, { mode: 0o600 })
    const args = ['--config-path=config.yaml', 'serve']
    const old = startAs('matrix-registration', folder, args)
    await old.until(/Latchkey is open/)
    await assertAnswersAtBoth(old, port, '/health')
    old.child.kill('SIGTERM')
    await old.ended()
  })
})

/** Starts at a `path` that exists already, and returns the error line. */
async function refusal(folder: string, which: 'public' | 'private', more: string[] = []) {
  const socket = 'unix:taken'
  const text = which === 'public' ? listening(socket) : listening('127.0.0.1:0', socket)
  writeFileSync(join(folder, 'latchkey.yaml'), text, { mode: 0o600 })
  const portal = startAs('latchkey', folder, ['serve', ...more])
  assert.equal(await portal.ended(), 1)
  return portal.said()
}

describe('a listener at a unix socket', () => {
  const takers: [string, (path: string) => void, RegExp][] = [
    [
      'a regular file',
      (path) => writeFileSync(path, 'precious'),
      /is a regular file and not a socket/,
    ],
    ['a folder', (path) => mkdirSync(path), /is a folder and not a socket/],
    ['a link', (path) => symlinkSync('elsewhere', path), /is a symbolic link and not a socket/],
  ]
  for (const [what, make, words] of takers) {
    test(`is refused if ${what} exists there, which stays unchanged`, async () => {
      for (const which of ['public', 'private'] as const) {
        for (const more of [[], ['--workers', '2']]) {
          const folder = newFolder()
          const path = join(folder, 'taken')
          make(path)
          const before = lstatSync(path)
          const said = await refusal(folder, which, more)
          assert.match(said, words)
          assert.match(said, new RegExp(`${which}\\.listen: .*It was left unchanged`))
          assert.equal(lstatSync(path).ino, before.ino)
          if (before.isFile()) assert.equal(readFileSync(path, 'utf8'), 'precious')
        }
      }
    })
  }

  test('is refused if another process listens, which continues', async () => {
    for (const which of ['public', 'private'] as const) {
      const folder = newFolder()
      const other = createServer().listen(join(folder, 'taken'))
      await once(other, 'listening')
      assert.match(await refusal(folder, which), new RegExp(`${which}\\.listen: .*already in use`))
      assert.ok(lstatSync(join(folder, 'taken')).isSocket())
      other.close()
    }
  })

  test('replaces a socket that a killed process left behind', async () => {
    for (const more of [[], ['--workers', '2']]) {
      await using place = await workplace(listening('unix:public.sock'))
      for (const [at, signal] of (['SIGKILL', 'SIGTERM'] as const).entries()) {
        const config = ['--config', join(place.folder, 'latchkey.yaml')]
        const portal = startAs('latchkey', newFolder(), ['serve', ...config, ...more])
        await portal.until(more.length > 0 ? /is open[^]*is open/ : /is open/)
        assert.equal((await place.run('health')).code, 0, `start ${at + 1}`)
        portal.child.kill(signal)
        await portal.ended()
      }
    }
  })

  test('gets the configured mode and group, in each worker', async () => {
    const group = process.getgid?.() ?? 0
    for (const more of [[], ['--workers', '2']]) {
      const access = `\n  socket_mode: 0660\n  socket_group: ${group}`
      const operators = `unix:private.sock\n  socket_mode: 0o600`
      await using place = await workplace(listening(`unix:public.sock${access}`, operators))
      const config = ['--config', join(place.folder, 'latchkey.yaml')]
      const portal = startAs('latchkey', newFolder(), ['serve', ...config, ...more])
      await portal.until(more.length > 0 ? /is open[^]*is open/ : /is open/)
      const found = lstatSync(join(place.folder, 'public.sock'))
      assert.deepEqual([found.mode & 0o777, found.gid], [0o660, group])
      assert.equal(lstatSync(join(place.folder, 'private.sock')).mode & 0o777, 0o600)
      portal.child.kill('SIGTERM')
      assert.equal(await portal.ended(), 0)
    }
  })

  test('with a group that does not exist is refused with one sentence', async () => {
    await using place = await workplace(listening('unix:public.sock\n  socket_group: nosuchgroup'))
    const { code, stderr } = await place.run('serve')
    assert.equal(code, 1)
    assert.match(
      stderr,
      /public\.listen: socket_group is nosuchgroup, and this machine has no such/,
    )
  })
})
