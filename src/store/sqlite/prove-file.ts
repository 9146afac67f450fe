import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, realpathSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { isBusy } from './busy.ts'

/** As much as a transaction may write at once: a few pages of the WAL. */
const someBytes = 64 * 1024

/** Tests writing and locking of the file at `path`. Throws the problem. */
export async function proveFile(path: string): Promise<void> {
  await proveDisk(path)
  if (existsSync(path)) await proveLock(path)
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
 * long as that process, which is already running, needs to try.
 */
async function proveLock(path: string): Promise<void> {
  const rival = spawn(process.execPath, ['--no-warnings', '-e', rivalCode, path], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = once(rival, 'exit')
  const asked = async (question: () => void) => {
    const answered = once(rival.stdout, 'data')
    question()
    const [answer] = await Promise.race([answered, ended.then(() => ['nothing'])])
    return String(answer)
  }
  await asked(() => {})
  using file = new DatabaseSync(path)
  await begin(file).catch((error: unknown) => {
    // The rival would wait forever for its question, and keep this process alive.
    rival.kill()
    throw error
  })
  const answer = await asked(() => rival.stdin.end('\n')).finally(() => file.exec('rollback'))
  // The last process that closes the file removes the WAL: that must be this one.
  await ended
  if (answer === 'free') throw new Error(locksFail)
  if (answer !== 'locked') throw new Error(`whether its locks work could not be tested (${answer})`)
}

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

/** Reports that it runs; when asked, whether it gets the lock (SQLite's code 5: locked). */
const rivalCode = `
const { DatabaseSync } = require('node:sqlite')
const file = new DatabaseSync(process.argv[1])
process.stdin.once('data', () => {
  let answer = 'free'
  try {
    file.exec('begin immediate')
  } catch (error) {
    answer = (error.errcode & 255) === 5 ? 'locked' : error.message
  }
  file.close()
  process.stdout.write(answer)
})
process.stdout.write('there')
`
