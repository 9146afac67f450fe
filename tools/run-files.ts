import { run as runTests } from 'node:test'
import { partsNeededBy } from './needed.ts'
import { bringUp, type Parts } from './parts.ts'
import { type Outcome, report } from './report.ts'

export const TESTS = ['src/**/*.test.ts', 'test/**/*.test.ts']

const AT_ONCE = 2
const FILE_TIMEOUT_MS = 5 * 60_000

export interface Run {
  /** Whether the coverage of src/ is measured. */
  coverage: boolean
  write: (line: string) => void
  signal: AbortSignal
}

/** Runs test files, each in a process of its own, with the parts that they need. */
export async function runFiles(files: string[], how: Run): Promise<Outcome> {
  const { write, signal } = how
  const rig = await bringUp(signal, partsNeededBy(files))
  try {
    describeMissing(rig.parts).forEach(write)
    process.env.TEST_PARTS = JSON.stringify(rig.parts)
    return await report(start(files, how), write, signal)
  } finally {
    await rig.takeDown()
  }
}

function start(files: string[], { coverage, signal }: Run) {
  return runTests({
    files,
    concurrency: AT_ONCE,
    timeout: FILE_TIMEOUT_MS,
    signal,
    coverage,
    coverageIncludeGlobs: ['src/**/*.ts'],
    coverageExcludeGlobs: TESTS,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
}

function describeMissing(parts: Parts): string[] {
  return Object.entries(parts).flatMap(([name, part]) =>
    'missing' in part ? [`Not here: ${name}. ${part.missing}`] : [],
  )
}
