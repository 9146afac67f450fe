import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { findProgram, run } from './programs.ts'
import { type Progress, startProgress } from './progress.ts'
import { makeEnvironment } from './python.ts'

export const SYNAPSE_VERSION = '1.163.2'
const NAME = `synapse-${SYNAPSE_VERSION}`
const ABANDONED_AFTER = 60 * 60 * 1000

/**
 * The Python that has Synapse, installed on first use into the user's cache, where `npm ci` leaves
 * it alone. Throws a sentence that says what to do when it cannot be installed.
 */
export async function installSynapse(signal?: AbortSignal): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'latchkey')
  const home = join(cache, NAME)
  if (!(await isWhole(home))) await build(cache, home, signal)
  return pythonOf(home)
}

const pythonOf = (home: string) => join(home, 'bin', 'python')

/** False too when the Python that made the environment has since been removed or upgraded. */
async function isWhole(home: string): Promise<boolean> {
  const python = findProgram([pythonOf(home)])
  const check = 'import sys, importlib.util as u; sys.exit(u.find_spec("synapse") is None)'
  return python !== undefined && (await run(python, ['-c', check])).ok
}

/** Builds beside the final place and moves there in one step: a half-finished one is never seen. */
async function build(cache: string, home: string, signal?: AbortSignal): Promise<void> {
  await mkdir(cache, { recursive: true })
  await removeAbandoned(cache)
  const draft = await mkdtemp(join(cache, `${NAME}.draft-`))
  const progress = startProgress(`Installing Synapse ${SYNAPSE_VERSION} (240 MB, once)`)
  try {
    await fill(draft, progress, signal)
    await moveInto(home, draft)
    progress.end(`Installed Synapse ${SYNAPSE_VERSION} into ${home}`)
  } catch (error) {
    progress.end('Synapse is not installed')
    throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function fill(draft: string, progress: Progress, signal?: AbortSignal): Promise<void> {
  const [command = '', ...pip] = await makeEnvironment(draft, signal)
  const install = ['install', '--disable-pip-version-check', '--no-input', '--prefer-binary']
  const installed = await run(command, [...pip, ...install, `matrix-synapse==${SYNAPSE_VERSION}`], {
    signal,
    onOutput: (piece) => progress.detail(piece.trim().split('\n').at(-1)?.trim() ?? ''),
  })
  if (installed.ok) return
  throw new Error(
    `pip could not install matrix-synapse ${SYNAPSE_VERSION}. Check that this machine reaches a ` +
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
    if (!name.startsWith(`${NAME}.draft-`)) continue
    const draft = join(cache, name)
    const made = await stat(draft).catch(() => undefined)
    if (made !== undefined && Date.now() - made.mtimeMs > ABANDONED_AFTER) {
      await rm(draft, { recursive: true, force: true })
    }
  }
}
