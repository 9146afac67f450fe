import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, realpathSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { isBusy } from './busy.ts'

/** What a transaction may write at once, in bytes: a few pages of the WAL. */
const someBytes = 64 * 1024

/** Throws what keeps the file at `path` from being written and locked. */
export async function proveFile(path: string): Promise<void> {
  await proveDisk(path)
  if (existsSync(path)) await proveLock(path)
}

/** A rolled-back transaction writes nothing to the disk, so a file of its own does, and goes again. */
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
 * While the write lock is held here, another process must not get it. It is held only for as long as
 * that process, which is there already, takes to try.
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
    // Nobody is going to ask it: it would stay, and this process with it.
    rival.kill()
    throw error
  })
  const answer = await asked(() => rival.stdin.end('\n')).finally(() => file.exec('rollback'))
  // Whoever closes the file last takes the WAL away: that is to be this process.
  await ended
  if (answer === 'free') throw new Error(locksFail)
  if (answer !== 'locked') throw new Error(`whether its locks work could not be tried (${answer})`)
}

/** Waits beside the event loop: who has the lock may be this very process. */
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
  'two processes got its write lock at once, so that one undoes what the other writes: its file system does not lock files'

/** Says when it is there; asked, whether it gets the lock (SQLite's code 5: another has it). */
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
