import { relative } from 'node:path'
import type { EventData, TestsStream } from 'node:test'
import { inspect } from 'node:util'
import type { Coverage } from './coverage.ts'

interface Counts {
  passed: number
  failed: number
  skipped: number
}

export interface Outcome extends Counts {
  /** Title and reason of each skipped test. */
  skips: string[]
  coverage: Coverage | undefined
}

/** One test file: what came of it so far, and what it printed. */
interface FileReport extends Counts {
  printed: string
  told: boolean
}

type Write = (line: string) => void

/**
 * Tells the tests as they end: a line for each file, failures in full, with what a failed file
 * printed; gives the totals. A test that only failed because its subtests did is not counted, and
 * neither is one that `signal` broke off.
 */
export async function report(
  tests: TestsStream,
  write: Write,
  signal: AbortSignal,
): Promise<Outcome> {
  const files = new Map<string, FileReport>()
  const skips: string[] = []
  let coverage: Coverage | undefined
  tests.on('test:stdout', ({ file, message }) => (fileOf(files, file).printed += message))
  tests.on('test:stderr', ({ file, message }) => (fileOf(files, file).printed += message))
  tests.on('test:pass', ({ name, file, skip, details }) => {
    if (details.type === 'suite') return
    fileOf(files, file)[skip === undefined ? 'passed' : 'skipped']++
    if (skip !== undefined) skips.push(`${name}: ${skip || 'no reason given'}`)
  })
  tests.on('test:fail', (failure) => {
    if (onlySubtestsFailed(failure) || signal.aborted) return
    fileOf(files, failure.file).failed++
    describeFailure(failure).forEach(write)
  })
  tests.on('test:coverage', ({ summary }) => (coverage = summary))
  tests.on('test:summary', ({ file, duration_ms: duration }) => {
    if (file !== undefined) tell(file, fileOf(files, file), write, duration)
  })
  for await (const _ of tests);
  // A file that broke off has no summary.
  for (const [file, result] of files) if (!result.told) tell(file, result, write)
  return { ...total([...files.values()]), skips, coverage }
}

function fileOf(files: Map<string, FileReport>, file = 'tests'): FileReport {
  const name = relative(process.cwd(), file)
  const known = files.get(name) ?? { passed: 0, failed: 0, skipped: 0, printed: '', told: false }
  files.set(name, known)
  return known
}

function total(files: Counts[]): Counts {
  const sum = (key: keyof Counts) => files.reduce((sofar, file) => sofar + file[key], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

function tell(file: string, result: FileReport, write: Write, duration?: number): void {
  result.told = true
  const { passed, failed, skipped, printed } = result
  if (failed > 0 && printed !== '')
    write(`What ${relative(process.cwd(), file)} printed:\n${printed}`)
  const parts = [
    `${failed > 0 ? '✖' : '✔'} ${relative(process.cwd(), file)}: ${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(duration === undefined ? [] : [`${(duration / 1000).toFixed(1)} s`]),
  ]
  write(parts.join(', '))
}

/** The lines of a stack that are inside Node. */
const OF_NODE = /\n +at (?:.*\()?node:.*(?=\n|$)/g

const onlySubtestsFailed = ({ details: { error } }: EventData.TestFail) =>
  'failureType' in error && error.failureType === 'subtestsFailed'

function describeFailure({ name, file, line, details: { error } }: EventData.TestFail): string[] {
  const where = file === undefined ? '' : ` (${relative(process.cwd(), file)}:${line})`
  const why = error.cause === undefined ? error.message : error.cause
  const told = typeof why === 'string' ? why : inspect(why)
  return [`✖ ${name}${where}`, told.replaceAll(OF_NODE, ''), '']
}
