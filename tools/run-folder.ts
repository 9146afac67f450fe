import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scrub } from './environment.ts'

const NAME = /^latchkey-(\d+)-/

/**
 * Creates a folder for all temporary files of this run, and removes those of killed runs. Its name
 * contains our process id and is short, because Chromium's socket path below it has a maximum length.
 * Other users may traverse it, because PostgreSQL may run as another user.
 */
function makeRunFolder(): string {
  const parent = tmpdir()
  for (const name of readdirSync(parent)) {
    const owner = NAME.exec(name)?.[1]
    if (owner !== undefined && !isAlive(Number(owner))) removeRunFolder(join(parent, name))
  }
  const folder = mkdtempSync(join(parent, `latchkey-${process.pid}-`))
  chmodSync(folder, 0o711)
  mkdirSync(join(folder, 'home'))
  return folder
}

/**
 * Isolates this process from the machine's installations: cleans its environment and puts its home and
 * temporary files into a folder that is removed afterwards.
 */
export async function inRunFolder<T>(work: () => Promise<T>): Promise<T> {
  const { env } = process
  scrub(env)
  const folder = makeRunFolder()
  env.TMPDIR = folder
  env.HOME = join(folder, 'home')
  // A run starts the sources in some thousand processes: only the first strips a file's types.
  env.NODE_COMPILE_CACHE = join(folder, 'compiled')
  try {
    return await work()
  } finally {
    removeRunFolder(folder)
  }
}

/** Removes it, including mounts and immutable files that a killed test left. */
function removeRunFolder(folder: string): void {
  for (const place of mountsIn(folder)) attempt('umount', place)
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    attempt('chattr', '-R', '-i', folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function mountsIn(folder: string): string[] {
  try {
    const places = readFileSync('/proc/mounts', 'utf8').matchAll(/^\S+ (\S+) /gm)
    return Array.from(places, ([, place = '']) => place).filter((one) => one.startsWith(folder))
  } catch {
    // Not Linux: no test mounts anything there.
    return []
  }
}

/** Errors are ignored: removing the folder then fails with the same cause. */
function attempt(command: string, ...args: string[]): void {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
  } catch {}
}
