import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, connect, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { configuration, output, site, workplace, type Workplace } from './support/command.ts'

const sockets = `${site}  listen: 127.0.0.1:0
private:
  listen: unix:private.sock
log:
  format: json
`

interface Ready {
  public: string
  private: string
  ms: number
}

/** The log's first line with the portal's address. */
async function ready(child: ChildProcess): Promise<Ready> {
  assert.ok(child.stderr)
  for await (const line of createInterface({ input: child.stderr })) {
    const said: Ready & { msg: string } = JSON.parse(line)
    if (said.msg === 'Latchkey is open') return said
  }
  throw new Error('serve ended before it was ready')
}

async function ended(child: ChildProcess): Promise<unknown> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode ?? child.signalCode
}

test('serve prints its address, /health answers, and SIGTERM ends it', async () => {
  await using place = await workplace(configuration(sockets))
  const before = await place.run('health')
  assert.equal(before.code, 1)
  assert.match(before.stderr, /does not answer at private\.listen: no such file/)
  const child = place.start('serve')
  const { public: address, ms } = await ready(child)
  assert.ok(ms > 0)
  assert.equal((await fetch(address)).status, 200)
  assert.equal(output(await place.run('health')), 'The portal is alive.\n')
  child.kill('SIGTERM')
  assert.equal(await ended(child), 0)
  await assert.rejects(fetch(address))
})

test('the first SIGTERM waits for requests in progress, the second does not', async () => {
  await using place = await workplace(configuration(sockets))
  for (const patient of [true, false]) {
    const child = place.start('serve', '--verbose=debug')
    const { port } = new URL((await ready(child)).public)
    const socket = connect(Number(port), '127.0.0.1')
    const body = 'name=ana'
    socket.write(
      `POST /join/i/none/account HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n`,
    )
    socket.write('Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n')
    // The portal is processing the request once it sends "100 Continue".
    await once(socket, 'data')
    child.kill('SIGINT')
    await refused(Number(port))
    if (patient) {
      const reply = text(socket)
      socket.write(body)
      assert.match(await reply, /HTTP\/1\.1 404 /)
      assert.equal(await ended(child), 0)
    } else {
      socket.on('error', () => {})
      child.kill('SIGTERM')
      assert.equal(await ended(child), 'SIGTERM')
      socket.destroy()
    }
  }
})

/** Waits until the port refuses connections. */
async function refused(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      socket.destroy()
    } catch {
      return
    }
  }
}

async function failsInOneLine(place: Workplace, said: RegExp): Promise<void> {
  const { code, stdout, stderr } = await place.run('serve')
  assert.deepEqual([code, stdout], [1, ''])
  const lines = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('{'))
  assert.equal(lines.length, 1, stderr)
  assert.match(lines[0] ?? '', said)
}

test('a port in use ends serve with one line', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await using place = await workplace(configuration(`${site}  listen: 127.0.0.1:${port}\n`))
  await failsInOneLine(place, /public\.listen: 127\.0\.0\.1:\d+ is already in use/)
  other.close()
})

test('an unusable database ends serve with one line', async () => {
  await using place = await workplace(configuration(sockets))
  await place.write('latchkey.db', 'This is no database, whatever its name says.'.repeat(99))
  await failsInOneLine(
    place,
    /The database sqlite:.*latchkey\.db can't be opened: file is not a database/,
  )
  await using other = await workplace(
    configuration(`${sockets}database:\n  url: sqlite:nowhere/x.db\n`),
  )
  await failsInOneLine(other, /can't be opened: no such file or directory: .*nowhere/)
  assert.match((await place.run('invite')).stderr, /can't be opened: file is not a database/)
})

test('an invalid configuration ends serve with all its problems and no stack trace', async () => {
  await using place = await workplace('homeserver:\n  url: nowhere\npublik:\n  url: x\n')
  const { code, stderr } = await place.run('serve')
  assert.equal(code, 1)
  assert.match(stderr, /latchkey\.yaml:2: homeserver\.url is "nowhere"/)
  assert.match(stderr, /latchkey\.yaml:3: publik .*did you mean public/)
  assert.doesNotMatch(stderr, /\n\s+at /)
  await using none = await workplace(null)
  assert.match(
    (await none.runHere('serve')).stderr,
    /There is no latchkey\.yaml or .*no --config FILE/,
  )
})
