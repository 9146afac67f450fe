import { once } from 'node:events'
import { run as runTests } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { partsNeededBy } from './needed.ts'
import { bringUp, type Parts } from './parts.ts'
import { type Outcome, report } from './report.ts'
import { inRunFolder } from './run-folder.ts'

export const TESTS = ['src/**/*.test.ts', 'test/**/*.test.ts']

const AT_ONCE = 2
const FILE_TIMEOUT_MS = 5 * 60_000
const INTERRUPTED_FOR_MS = 2_000

export interface Run {
  /** Whether the coverage of src/ is measured. */
  coverage: boolean
  /** Runs only the tests whose title contains this. */
  name: string | undefined
  write: (line: string) => void
  signal: AbortSignal
}

/** Runs each test file in a separate process, with the parts that it needs. */
export async function runFiles(files: string[], how: Run): Promise<Outcome> {
  return inRunFolder(async () => {
    process.env.TEST_FILE_TIMEOUT_MS ||= String(FILE_TIMEOUT_MS)
    const rig = await bringUp(how.signal, partsNeededBy(files))
    try {
      describeMissing(rig.parts).forEach(how.write)
      process.env.TEST_PARTS = JSON.stringify(rig.parts)
      const reported = report(start(files, how), how.write, how.signal)
      return await Promise.race([reported, brokenOff(how.signal)])
    } finally {
      await rig.takeDown()
    }
  })
}

const preload = fileURLToPath(new URL('test-file.ts', import.meta.url))

function start(files: string[], { coverage, name, signal }: Run) {
  return runTests({
    files,
    concurrency: AT_ONCE,
    ...(name !== undefined && { testNamePatterns: new RegExp(RegExp.escape(name)) }),
    timeout: Number(process.env.TEST_FILE_TIMEOUT_MS),
    signal,
    coverage,
    coverageIncludeGlobs: ['src/**/*.ts'],
    coverageExcludeGlobs: TESTS,
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', preload],
  })
}

/** The result of an aborted run. */
export const NOTHING: Outcome = {
  passed: 0,
  failed: 0,
  skipped: 0,
  skips: [],
  empty: [],
  coverage: undefined,
}

/** An interrupted run doesn't wait for files that hang: they end with this process. */
async function brokenOff(signal: AbortSignal): Promise<Outcome> {
  if (!signal.aborted) await once(signal, 'abort')
  await pause(INTERRUPTED_FOR_MS, undefined, { ref: false })
  return NOTHING
}

function describeMissing(parts: Parts): string[] {
  return Object.entries(parts).flatMap(([name, part]) =>
    'missing' in part ? [`Not here: ${name}. ${part.missing}`] : [],
  )
}
