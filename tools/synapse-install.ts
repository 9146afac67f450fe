import { join } from 'node:path'
import { cachedFolder } from './cache.ts'
import { missing } from './found.ts'
import { findProgram, run } from './programs.ts'
import type { Progress } from './progress.ts'
import { makeEnvironment } from './python.ts'

export interface Release {
  version: string
  /** Additional packages for pip, if an old release doesn't work with the newest ones. */
  with: readonly string[]
}

export const NEWEST: Release = { version: '1.163.2', with: [] }

/**
 * The Python that has Synapse, installed on first use into the user's cache. Throws a sentence that
 * says what to do when it cannot be installed.
 */
export async function installSynapse(
  release: Release = NEWEST,
  signal?: AbortSignal,
): Promise<string> {
  const { version } = release
  const home = await cachedFolder(
    {
      name: `synapse-${version}`,
      title: `Synapse ${version} (240 MB, once)`,
      isWhole,
      fill: (draft, progress) => fill(draft, release, progress, signal),
    },
    signal,
  )
  return pythonOf(home)
}

const pythonOf = (home: string) => join(home, 'bin', 'python')

/** False also if the environment's Python has been removed or upgraded since. */
async function isWhole(home: string): Promise<boolean> {
  const python = findProgram([pythonOf(home)])
  // authlib: of the extra `oidc`.
  const check =
    'import sys, importlib.util as u; sys.exit(not all(map(u.find_spec, ("synapse", "authlib"))))'
  return python !== undefined && (await run(python, ['-c', check])).ok
}

async function fill(draft: string, release: Release, progress: Progress, signal?: AbortSignal) {
  const [command = '', ...pip] = await makeEnvironment(draft, signal)
  const install = ['install', '--disable-pip-version-check', '--no-input', '--prefer-binary']
  const wanted = [`matrix-synapse[oidc]==${release.version}`, ...release.with]
  const installed = await run(command, [...pip, ...install, ...wanted], {
    signal,
    onOutput: (piece) => progress.detail(piece.trim().split('\n').at(-1)?.trim() ?? ''),
  })
  if (installed.ok) return
  throw missing(
    `pip could not install matrix-synapse ${release.version}. Check that this machine reaches a ` +
      `Python package index, then try again. The end of pip's output:\n${installed.output.slice(-2000)}`,
  )
}
