import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'rolldown'
import { run } from '../../tools/programs.ts'
import { inRunFolder } from '../../tools/run-folder.ts'
import { fileURLToPath } from 'node:url'

/** The folder and servers of the measurements; closing the stage removes all of them. */
export interface Stage {
  folder: string
  /** Bundled servers for comparison, by name. */
  subjects: Record<'bare' | 'handWritten', string>
  /** Registers a cleanup for the end of the measurements. */
  later: (end: () => Promise<void>) => void
}

/** Builds the program and the servers for comparison, runs the measurements, and cleans up. */
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
