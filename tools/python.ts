import { join } from 'node:path'
import { missing } from './found.ts'
import { findProgram, run } from './programs.ts'

const OLDEST_MINOR = 10
const NEWEST_MINOR = 14

/** The path of a Python 3.10 or newer. Throws a sentence that says what to do if none is found. */
async function findPython(): Promise<string> {
  const versions = Array.from(
    { length: NEWEST_MINOR - OLDEST_MINOR + 1 },
    (_, index) => `python3.${NEWEST_MINOR - index}`,
  )
  for (const name of ['python3', ...versions]) {
    const python = findProgram([name])
    if (python !== undefined && (await isNewEnough(python))) return python
  }
  throw missing(
    `Synapse needs Python 3.${OLDEST_MINOR} or newer, and the PATH has none. ` +
      'Install it (on Debian and Ubuntu: apt install python3 python3-venv) and try again.',
  )
}

async function isNewEnough(python: string): Promise<boolean> {
  const check = `import sys; sys.exit(sys.version_info < (3, ${OLDEST_MINOR}))`
  return (await run(python, ['-c', check])).ok
}

/** Creates a virtual environment and returns the command that installs packages into it. */
export async function makeEnvironment(folder: string, signal?: AbortSignal): Promise<string[]> {
  const python = await findPython()
  const inside = join(folder, 'bin', 'python')
  if ((await run(python, ['-m', 'venv', folder], { signal })).ok) return [inside, '-m', 'pip']

  // Debian ships venv without ensurepip: the machine's pip can install into the environment instead.
  const bare = await run(python, ['-m', 'venv', '--clear', '--without-pip', folder], { signal })
  const pip = [python, '-m', 'pip', '--python', inside]
  if (bare.ok && (await run(python, [...pip.slice(1), '--version'], { signal })).ok) return pip
  throw missing(
    `${python} cannot make a virtual environment. On Debian and Ubuntu: ` +
      'apt install python3-venv, then try again.',
  )
}
