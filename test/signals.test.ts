import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
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

/** Sends signals that must not end a portal, and checks that it keeps running and logs them. */
async function shrugsOff(portal: Running, pids: readonly number[], page: string): Promise<void> {
  for (const pid of pids) {
    process.kill(pid, 'SIGUSR1')
    process.kill(pid, 'SIGUSR2')
    process.kill(pid, 'SIGHUP')
  }
  await portal.until(/SIGHUP: the configuration was read again and is in use/)
  assert.equal((await fetch(page)).status < 500, true)
  process.kill(pids[0] ?? 0, 'SIGTERM')
}

function assertNoDebugger(portal: Running): void {
  assert.doesNotMatch(portal.said(), /debugger|inspector|ws:\/\//i)
}

/** Its child processes, from /proc. */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}

describe('signals that do not end a portal', () => {
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

const texts = (title: string, more = '') =>
  configuration(`${sockets}  level: info\ncommunity:\n  title: ${title}\n${more}`)

/** Waits for a page with these words: each worker answers some of the requests. */
async function untilEverywhere(page: string, words: RegExp): Promise<void> {
  const isThere = async () => words.test(await (await fetch(page, FRESH)).text())
  const asked = async () => Promise.all(Array.from({ length: 8 }, isThere))
  while ((await asked()).includes(false));
}

/** Uses a new connection, so that each worker gets some of the requests. */
const FRESH = { headers: { connection: 'close' } }

describe('SIGHUP reloads the configuration', () => {
  test('all workers apply texts, rules and limits, and the log names the options that need a restart', async () => {
    for (const more of [[], ['--workers', '2']]) {
      await using place = await workplace(texts('Old'))
      const args = ['serve', '--config', join(place.folder, 'latchkey.yaml'), ...more]
      const portal = startAs('latchkey', newFolder(), args)
      const [, address = ''] = await portal.until(
        more.length > 0 ? new RegExp(`${OPEN.source}[^]*is open`) : OPEN,
      )
      await untilEverywhere(address, /Old/)
      await place.write('latchkey.yaml', texts('New', 'proxies:\n  trusted: 192.0.2.1\n'))
      portal.child.kill('SIGHUP')
      await portal.until(/"changed":\["community.title"\].*in use/)
      await portal.until(/only a restart takes over proxies.trusted"/)
      await untilEverywhere(address, /New/)
      portal.child.kill('SIGTERM')
      assert.equal(await portal.ended(), 0)
    }
  })

  test('a file with an error changes nothing, and the log says why', async () => {
    await using place = await workplace(texts('Old'))
    const portal = startAs('latchkey', place.folder, ['serve'])
    const [, address = ''] = await portal.until(OPEN)
    await place.write('latchkey.yaml', texts('New', 'passwords:\n  min_length: 3\n'))
    portal.child.kill('SIGHUP')
    await portal.until(/nothing was changed: .*passwords.min_length/)
    await untilEverywhere(address, /Old/)
    await place.write('latchkey.yaml', texts('New', 'log:\n  level: debug\n'))
    portal.child.kill('SIGHUP')
    await portal.until(/nothing was changed.*log/)
    await place.write('latchkey.yaml', texts('New').replace('level: info', 'level: debug'))
    portal.child.kill('SIGHUP')
    await portal.until(/"changed":\["community.title","log.level"\]/)
    await untilEverywhere(address, /New/)
    await portal.until(/A request was answered/)
    portal.child.kill('SIGTERM')
    assert.equal(await portal.ended(), 0)
  })

  test('portero server and matrix-registration serve do the same', async () => {
    const folder = newFolder()
    const [publicPort, privatePort, port] = [await freePort(), await freePort(), await freePort()]
    const lines = [`server.publicPort = ${publicPort}`, `server.privatePort = ${privatePort}`]
    const conf = join(folder, 'server.conf')
    writeConf(conf, lines)
    const portero = startAs('portero', folder, ['server', '--configuration-file', 'server.conf'])
    await portero.until(/public server starting/)
    appendFileSync(conf, 'server.title = Renamed\nserver.threadCount = 3\n')
    portero.child.kill('SIGHUP')
    await portero.until(/read again and is in use .*"changed":\["community.title"\]/)
    await untilEverywhere(`http://127.0.0.1:${publicPort}/`, /Renamed/)
    appendFileSync(conf, 'server.publicPort = many\n')
    portero.child.kill('SIGHUP')
    await portero.until(/ERROR latchkey: SIGHUP: .*nothing was changed/)
    portero.child.kill('SIGTERM')
    await portero.ended()
    const yaml = join(folder, 'config.yaml')
    const old = ['server_location: http://127.0.0.1:9', 'registration_shared_secret: dAYjKUoSk']
    writeFileSync(yaml, [...old, 'db: sqlite:///{cwd}old.sqlite3', `port: ${port}`, ''].join('\n'))
    const args = ['--config-path=config.yaml', 'serve']
    const portal = startAs('matrix-registration', folder, args)
    await portal.until(/Latchkey is open/)
    const problemsOf = async (password: string) => {
      const body = new URLSearchParams({ username: 'ana', password, confirm: password, token: 'x' })
      const answer = await fetch(`http://localhost:${port}/register`, { method: 'POST', body })
      return answer.text()
    }
    assert.doesNotMatch(await problemsOf('twelve chars'), /between/)
    appendFileSync(yaml, 'password:\n  min_length: 20\nallow_cors: true\n')
    portal.child.kill('SIGHUP')
    await portal.until(/only a restart takes over allow_cors/)
    assert.match(await problemsOf('twelve chars'), /between 20 and/)
    appendFileSync(yaml, 'port: many\n')
    portal.child.kill('SIGHUP')
    await portal.until(/nothing was changed/)
    portal.child.kill('SIGTERM')
    assert.equal(await portal.ended(), 0)
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
    // A shell may be in between.
    if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'sh') pid = childrenOf(pid)[0] ?? 0
    process.kill(pid, 'SIGHUP')
    assert.equal(await portal.ended(), 0, portal.said())
    assert.match(portal.said(), /finishes running requests/)
  }
})
