import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'rolldown'
import { run } from '../../tools/programs.ts'
import { inRunFolder } from '../../tools/run-folder.ts'
import { fileURLToPath } from 'node:url'

/** What a measurement works on: all of it ends and is removed with the stage. */
export interface Stage {
  folder: string
  /** Bundled servers to compare with, by name. */
  subjects: Record<'bare' | 'handWritten', string>
  /** Ends something when the measurement is over. */
  later: (end: () => Promise<void>) => void
}

/** Builds what is shipped and the servers beside it, runs the measurements, and clears up. */
export function onStage<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
  return inRunFolder(() => setStage(work))
}

async function setStage<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
  await using ending = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'))
  ending.defer(() => rm(folder, { recursive: true, force: true }))
  const built = await run('npm', ['run', '--silent', 'build'])
  if (!built.ok) throw new Error(built.output)
  const subjects = {
    bare: await bundle(folder, 'bare'),
    handWritten: await bundle(folder, 'hand-written'),
  }
  return await work({ folder, subjects, later: (end) => ending.defer(end) })
}

async function bundle(folder: string, name: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`)
  const source = fileURLToPath(new URL(`../subjects/${name}.ts`, import.meta.url))
  await build({ input: source, platform: 'node', output: { file: outfile } })
  return outfile
}
