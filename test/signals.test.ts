import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { freePort } from '../tools/server.ts'
import { configuration, program, site, workplace } from './support/command.ts'
import { newFolder, writeConf } from './support/portero.ts'
import { type Running, startAs, startInTerminal } from './support/program.ts'

const sockets = `${site}  listen: 127.0.0.1:0
private:
  listen: unix:private.sock
log:
  format: json
`

const OPEN = /"public":"(http:[^"]+)".*Latchkey is open/

/** Sends what must not end a portal, and sees that it goes on and says what it has to. */
async function shrugsOff(portal: Running, pids: readonly number[], page: string): Promise<void> {
  for (const pid of pids) {
    process.kill(pid, 'SIGUSR1')
    process.kill(pid, 'SIGUSR2')
    process.kill(pid, 'SIGHUP')
  }
  await portal.until(/SIGHUP: the configuration is only read at the start/)
  assert.equal((await fetch(page)).status < 500, true)
  process.kill(pids[0] ?? 0, 'SIGTERM')
}

function assertNoDebugger(portal: Running): void {
  assert.doesNotMatch(portal.said(), /debugger|inspector|ws:\/\//i)
}

/** The processes that Linux lists as its children. */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}

describe('signals that are no reason to end', () => {
  test('SIGUSR1, SIGUSR2 and SIGHUP neither end latchkey serve nor open a debugger', async () => {
    await using place = await workplace(configuration(sockets))
    const portal = startAs('latchkey', place.folder, ['serve'])
    const [, address = ''] = await portal.until(OPEN)
    await shrugsOff(portal, [portal.child.pid ?? 0], address)
    assert.equal(await portal.ended(), 0)
    assertNoDebugger(portal)
  })

  test('the same holds for each worker and for their parent', async () => {
    await using place = await workplace(configuration(sockets))
    const portal = startAs('latchkey', place.folder, ['serve', '--workers', '2'])
    const [, address = ''] = await portal.until(new RegExp(`${OPEN.source}[^]*is open`))
    const pid = portal.child.pid ?? 0
    const workers = childrenOf(pid)
    assert.equal(workers.length, 2)
    await shrugsOff(portal, [pid, ...workers], address)
    assert.equal(await portal.ended(), 0)
    assertNoDebugger(portal)
    assert.doesNotMatch(portal.said(), /A worker died/)
  })

  test('the same holds for portero server', async () => {
    const folder = newFolder()
    const [publicPort, privatePort] = [await freePort(), await freePort()]
    writeConf(join(folder, 'server.conf'), [
      `server.publicPort = ${publicPort}`,
      `server.privatePort = ${privatePort}`,
    ])
    const args = ['server', '--configuration-file', 'server.conf']
    const portal = startAs('portero', folder, args)
    await portal.until(/public server starting/)
    await shrugsOff(portal, [portal.child.pid ?? 0], `http://127.0.0.1:${publicPort}/`)
    assert.equal(await portal.ended(), 143)
    assertNoDebugger(portal)
  })

  test('the same holds for matrix-registration serve', async () => {
    const folder = newFolder()
    const port = await freePort()
    const file = [
      'server_location: http://127.0.0.1:9',
      'server_name: example.org',
      'registration_shared_secret: dAYjKUoSkC2OHTh8Hs4u',
      'admin_api_shared_secret: adminsecret',
      'db: sqlite:///{cwd}old.sqlite3',
      `port: ${port}`,
    ]
    writeFileSync(join(folder, 'config.yaml'), file.join('\n'), { mode: 0o600 })
    const portal = startAs('matrix-registration', folder, ['--config-path=config.yaml', 'serve'])
    await portal.until(/Latchkey is open/)
    await shrugsOff(portal, [portal.child.pid ?? 0], `http://localhost:${port}/health`)
    assert.equal(await portal.ended(), 0)
    assertNoDebugger(portal)
  })
})

test('SIGTERM, SIGINT and SIGQUIT end a portal in order, with a line that names the signal', async () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
    await using place = await workplace(configuration(sockets))
    const portal = startAs('latchkey', place.folder, ['serve'])
    await portal.until(OPEN)
    portal.child.kill(signal)
    assert.equal(await portal.ended(), 0)
    assert.match(portal.said(), new RegExp(`"signal":"${signal}".*finishes running requests`))
  }
})

test('a portal that was started in a terminal ends in order when the terminal closes', async () => {
  await using place = await workplace(configuration(sockets))
  for (const more of [[], ['--workers', '2']]) {
    const portal = startInTerminal(place.folder, [process.execPath, program, 'serve', ...more])
    await portal.until(/is open/)
    let [pid = 0] = childrenOf(portal.child.pid ?? 0)
    // A shell may stand between.
    if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'sh') pid = childrenOf(pid)[0] ?? 0
    process.kill(pid, 'SIGHUP')
    assert.equal(await portal.ended(), 0, portal.said())
    assert.match(portal.said(), /finishes running requests/)
  }
})
