import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Progress, startProgress } from './progress.ts'

/** A program that is installed once into the user's cache, where `npm ci` leaves it alone. */
export interface Cached {
  /** Name of its folder: name and version. */
  name: string
  /** Shown to people, with the cost: `Synapse 1.163.2 (240 MB, once)`. */
  title: string
  /** False also if something that it needs has been removed since. */
  isWhole: (home: string) => Promise<boolean>
  /** Installs it into an empty folder. Throws a sentence that says what to do when it can't. */
  fill: (draft: string, progress: Progress, signal?: AbortSignal) => Promise<void>
}

const ABANDONED_AFTER_MS = 60 * 60 * 1000

/** Its folder; installed on first use. */
export async function cachedFolder(wanted: Cached, signal?: AbortSignal): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'latchkey')
  const home = join(cache, wanted.name)
  if (!(await wanted.isWhole(home))) await build(cache, home, wanted, signal)
  return home
}

/** Builds in a folder beside the final one and renames it: no process sees an incomplete one. */
async function build(cache: string, home: string, wanted: Cached, signal?: AbortSignal) {
  await mkdir(cache, { recursive: true })
  await removeAbandoned(cache)
  const draft = await mkdtemp(join(cache, `${wanted.name}.draft-`))
  const progress = startProgress(`Installing ${wanted.title}`)
  try {
    await wanted.fill(draft, progress, signal)
    await moveInto(home, draft, wanted)
    progress.end(`Installed ${wanted.name} into ${home}`)
  } catch (error) {
    progress.end(`${wanted.name} is not installed`)
    throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function moveInto(home: string, draft: string, { isWhole }: Cached): Promise<void> {
  // Another process may have finished first, or a damaged installation is in the way.
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
    if (!name.includes('.draft-')) continue
    const draft = join(cache, name)
    const made = await stat(draft).catch(() => undefined)
    if (made !== undefined && Date.now() - made.mtimeMs > ABANDONED_AFTER_MS) {
      await rm(draft, { recursive: true, force: true })
    }
  }
}
