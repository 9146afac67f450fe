import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { findProgram, run } from './programs.ts'
import { type Progress, startProgress } from './progress.ts'
import { makeEnvironment } from './python.ts'

export interface Release {
  version: string
  /** Further packages for pip, where the newest ones don't go with an old release. */
  with: readonly string[]
}

export const NEWEST: Release = { version: '1.163.2', with: [] }
const ABANDONED_AFTER = 60 * 60 * 1000

/**
 * The Python that has Synapse, installed on first use into the user's cache, where `npm ci` leaves
 * it alone. Throws a sentence that says what to do when it cannot be installed.
 */
export async function installSynapse(
  release: Release = NEWEST,
  signal?: AbortSignal,
): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'latchkey')
  const home = join(cache, nameOf(release))
  if (!(await isWhole(home))) await build(cache, home, release, signal)
  return pythonOf(home)
}

const nameOf = ({ version }: Release) => `synapse-${version}`

const pythonOf = (home: string) => join(home, 'bin', 'python')

/** False too when the Python that made the environment has since been removed or upgraded. */
async function isWhole(home: string): Promise<boolean> {
  const python = findProgram([pythonOf(home)])
  const check = 'import sys, importlib.util as u; sys.exit(u.find_spec("synapse") is None)'
  return python !== undefined && (await run(python, ['-c', check])).ok
}

/** Builds beside the final place and moves there in one step: a half-finished one is never seen. */
async function build(cache: string, home: string, release: Release, signal?: AbortSignal) {
  await mkdir(cache, { recursive: true })
  await removeAbandoned(cache)
  const { version } = release
  const draft = await mkdtemp(join(cache, `${nameOf(release)}.draft-`))
  const progress = startProgress(`Installing Synapse ${version} (240 MB, once)`)
  try {
    await fill(draft, release, progress, signal)
    await moveInto(home, draft)
    progress.end(`Installed Synapse ${version} into ${home}`)
  } catch (error) {
    progress.end('Synapse is not installed')
    throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function fill(draft: string, release: Release, progress: Progress, signal?: AbortSignal) {
  const [command = '', ...pip] = await makeEnvironment(draft, signal)
  const install = ['install', '--disable-pip-version-check', '--no-input', '--prefer-binary']
  const wanted = [`matrix-synapse==${release.version}`, ...release.with]
  const installed = await run(command, [...pip, ...install, ...wanted], {
    signal,
    onOutput: (piece) => progress.detail(piece.trim().split('\n').at(-1)?.trim() ?? ''),
  })
  if (installed.ok) return
  throw new Error(
    `pip could not install matrix-synapse ${release.version}. Check that this machine reaches a ` +
      `Python package index, then try again. pip's last words:\n${installed.output.slice(-2000)}`,
  )
}

async function moveInto(home: string, draft: string): Promise<void> {
  // Another process may have finished first, or an environment whose Python is gone is in the way.
  if (await isWhole(home)) return
  await rm(home, { recursive: true, force: true })
  try {
    await rename(draft, home)
  } catch (error) {
    if (!(await isWhole(home))) throw error
  }
}

async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!/^synapse-.*\.draft-/.test(name)) continue
    const draft = join(cache, name)
    const made = await stat(draft).catch(() => undefined)
    if (made !== undefined && Date.now() - made.mtimeMs > ABANDONED_AFTER) {
      await rm(draft, { recursive: true, force: true })
    }
  }
}
