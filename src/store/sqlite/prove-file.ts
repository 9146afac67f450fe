import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, realpathSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { isBusy } from './busy.ts'
import { noLocks } from './file-guard.ts'

/** As much as a transaction may write at once: a few pages of the WAL. */
const someBytes = 64 * 1024

/** Tests writing, locking and reading of the file at `path`. Throws the problem. */
export async function proveFile(path: string): Promise<void> {
  await proveDisk(path)
  if (existsSync(path)) await proveLock(path, 'and read all')
}

/** Writes and removes a temporary file, because a rolled-back transaction writes nothing to the disk. */
async function proveDisk(path: string): Promise<void> {
  const folder = dirname(existsSync(path) ? realpathSync(path) : path)
  const probe = join(folder, `.latchkey-doctor-${randomBytes(8).toString('hex')}`)
  const file = await open(probe, 'wx', 0o600)
  try {
    await file.writeFile(Buffer.alloc(someBytes))
    await file.sync()
  } finally {
    await file.close()
    await rm(probe)
  }
}

/**
 * While this process holds the write lock, another process must not get it. The lock is held only as
 * long as that process, which is already running, needs to try. Afterwards it can also check all pages
 * (`pragma quick_check`), which would block this one.
 */
export async function proveLock(path: string, more: '' | 'and read all' = ''): Promise<void> {
  const rival = spawn(process.execPath, ['--no-warnings', '-e', rivalCode, path, more], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = once(rival, 'exit')
  const lines = createInterface({ input: rival.stdout })[Symbol.asyncIterator]()
  const answer = async () => (await lines.next()).value ?? 'nothing'
  await answer()
  using file = new DatabaseSync(path)
  await begin(file).catch((error: unknown) => {
    // The rival would wait forever for its question, and keep this process alive.
    rival.kill()
    throw error
  })
  rival.stdin.end('\n')
  const locked = await answer().finally(() => file.exec('rollback'))
  const whole = await answer()
  // The last process that closes the file removes the WAL: that must be this one.
  await ended
  if (locked === 'free') throw Object.assign(new Error(locksFail), { code: noLocks })
  if (locked !== 'locked') throw new Error(`whether its locks work could not be tested (${locked})`)
  if (whole !== 'ok')
    throw Object.assign(new Error(`it is damaged: ${whole}`), { errcode: damaged })
}

/** SQLITE_CORRUPT (https://sqlite.org/rescode.html). */
const damaged = 11

/** Waits without blocking the event loop, since this very process may hold the lock. */
async function begin(file: DatabaseSync): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return file.exec('begin immediate')
    } catch (error) {
      if (!isBusy(error) || tries === 100) throw error
    }
    await pause(50)
  }
}

const locksFail =
  'two processes got its write lock at once and would overwrite each other: its file system does not support file locks'

/**
 * Reports that it runs; when asked, whether it gets the lock (SQLite's code 5: locked), then whether all
 * pages can be read. One line each.
 */
const rivalCode = `
const { DatabaseSync } = require('node:sqlite')
const [, path, more] = process.argv
const file = new DatabaseSync(path)
const say = (line) => process.stdout.write(String(line).replaceAll('\\n', ' ') + '\\n')
const attempt = (work) => {
  try {
    return work()
  } catch (error) {
    return (error.errcode & 255) === 5 ? 'locked' : error.message
  }
}
process.stdin.once('data', () => {
  say(attempt(() => {
    file.exec('begin immediate')
    return 'free'
  }))
  const check = () => file.prepare('pragma quick_check(1)').get().quick_check
  say(more === '' ? 'ok' : attempt(check))
  file.close()
})
say('there')
`
