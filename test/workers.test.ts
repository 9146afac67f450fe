import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { configuration, site, workplace } from './support/command.ts'

const sockets = `${site}  listen: 127.0.0.1:0
private:
  listen: 127.0.0.1:0
log:
  format: json
`

interface Line {
  msg: string
  public: string
  private: string
  pid: number
}

/** Reads the log line by line, up to one with `words`. */
function reader(child: ChildProcess): (words: RegExp) => Promise<Line> {
  assert.ok(child.stderr)
  const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]()
  return async (words) => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) throw new Error(`serve ended before it said ${words}`)
      if (!value.startsWith('{')) throw new Error(`serve said: ${value}`)
      const line: Line = JSON.parse(value)
      if (words.test(line.msg)) return line
    }
  }
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit')
  return child.exitCode
}

/** The workers of a process, from /proc. */
async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim().split(' ').map(Number)
}

test('workers share one address, a dead one is replaced, SIGTERM ends them all', async () => {
  await using place = await workplace(configuration(sockets))
  const child = place.start('serve', '--workers', '2')
  const until = reader(child)
  const { public: address } = await until(/is open/)
  assert.equal((await until(/is open/)).public, address)
  const [victim = 0, other = 0] = await childrenOf(child.pid ?? 0)
  process.kill(victim, 'SIGKILL')
  assert.equal((await until(/died/)).pid, victim)
  assert.equal((await until(/is open/)).public, address)
  assert.equal((await fetch(address)).status, 200)
  child.kill('SIGTERM')
  assert.equal(await exitCode(child), 0)
  assert.throws(() => process.kill(other, 0), { code: 'ESRCH' })
  await assert.rejects(fetch(address))
})

test('workers that cannot start end the command', async () => {
  await using place = await workplace(configuration(sockets.replace('127.0.0.1:0', '192.0.2.1:1')))
  const { code, stderr } = await place.run('serve', '--workers', '2')
  assert.equal(code, 1)
  assert.match(stderr, /public\.listen/)
  assert.match(stderr, /A worker ended before it was open/)
})

test('the number of workers is limited by the account concurrency', async () => {
  await using place = await workplace(configuration(sockets))
  const { code, stderr } = await place.run('serve', '--workers', '9')
  assert.equal(code, 2)
  assert.match(stderr, /from 1 to 8/)
})

/** The value of one line of `/metrics`. */
async function valueOf(operators: string, line: string): Promise<number> {
  const text = await (await fetch(`${operators}/metrics`, FRESH)).text()
  const found = text.split('\n').find((one) => one.startsWith(`${line} `))
  return Number(found?.slice(line.length + 1) ?? 0)
}

/** Uses a new connection, so that each worker gets some of the requests. */
const FRESH = { headers: { connection: 'close' } }

test('/metrics adds up the workers, and no sum decreases when one of them dies', async () => {
  await using place = await workplace(configuration(sockets))
  const child = place.start('serve', '--workers', '2')
  const until = reader(child)
  await until(/is open/)
  const { public: address, private: operators } = await until(/is open/)
  const pages = 'latchkey_request_seconds_count{route="/robots.txt",status="200"}'
  for (let asked = 1; asked <= 6; asked++) {
    await (await fetch(new URL('/robots.txt', address), FRESH)).text()
    assert.equal(await valueOf(operators, pages), asked)
  }
  assert.equal(await valueOf(operators, 'latchkey_active_invites'), 0)
  const [victim = 0] = await childrenOf(child.pid ?? 0)
  process.kill(victim, 'SIGKILL')
  await until(/died/)
  await until(/is open/)
  assert.equal(await valueOf(operators, pages), 6)
  child.kill('SIGTERM')
  assert.equal(await exitCode(child), 0)
})
