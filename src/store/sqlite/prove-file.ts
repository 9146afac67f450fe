import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
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
 * While one process holds the write lock, another must not get it. Neither is this one: its own writes
 * would wait for the lock on the very thread that has to release it. Afterwards the other can also check
 * all pages (`pragma quick_check`), which would block this one.
 */
export async function proveLock(path: string, more: '' | 'and read all' = ''): Promise<void> {
  // Open until the end, because the last process that closes the file removes the WAL.
  using file = new DatabaseSync(path)
  await begin(file)
  file.exec('rollback')
  const code = ['--no-warnings', '-e', holderCode, path, more, rivalCode]
  const holder = spawn(process.execPath, code, { stdio: ['ignore', 'pipe', 'ignore'] })
  const [, locked = 'nothing', whole = 'nothing'] = (await text(holder.stdout)).split('\n')
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
 * Starts the rival, and holds the lock from when it runs until it has tried. Passes on its lines. If this
 * fails, the rival's input ends, and so does the rival.
 */
const holderCode = `
const { spawn } = require('node:child_process')
const { DatabaseSync } = require('node:sqlite')
const [, path, more, rivalCode] = process.argv
const file = new DatabaseSync(path, { timeout: 5000 })
const rival = spawn(process.execPath, ['--no-warnings', '-e', rivalCode, path, more], {
  stdio: ['pipe', 'pipe', 'ignore'],
})
let said = ''
rival.stdout.on('data', (part) => {
  const before = said
  said += part
  if (before === '') {
    file.exec('begin immediate')
    rival.stdin.end('\\n')
  } else if (file.isTransaction) file.exec('rollback')
})
rival.on('close', () => process.stdout.write(said))
`

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
