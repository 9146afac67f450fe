import { relative } from 'node:path'
import type { EventData, TestsStream } from 'node:test'
import { inspect } from 'node:util'
import type { Coverage } from './coverage.ts'

interface Counts {
  passed: number
  failed: number
  /** Skipped tests, and skipped suites, whose tests Node never reports. */
  skipped: number
}

export interface Outcome extends Counts {
  /** File, title and reason of each skipped test and suite. */
  skips: string[]
  /** Files that succeeded without running or skipping any test. */
  empty: string[]
  coverage: Coverage | undefined
}

/** One test file: its results so far, and its output. */
interface FileReport extends Counts {
  printed: string
  told: boolean
}

type Write = (line: string) => void

/**
 * Prints results as tests end: one line for each file, failures in full with the file's output. Returns
 * the totals. Tests that failed only because of their subtests, or that `signal` aborted, don't count.
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
  tests.on('test:pass', (passed) => {
    const result = fileOf(files, passed.file)
    const skip = reasonOf(passed)
    if (skip !== undefined) {
      result.skipped++
      skips.push(`${nameOf(passed.file)}: ${describeSkip(passed)}: ${skip}`)
    } else if (passed.details.type !== 'suite' && !isFile(passed)) result.passed++
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
  // A file that crashed has no summary.
  for (const [file, result] of files) if (!result.told) tell(file, result, write)
  const empty = [...files].flatMap(([file, result]) => (ran(result) === 0 ? [file] : []))
  return { ...total([...files.values()]), skips, empty, coverage }
}

/** Node reports a file without a single test as a test of the file's name that passed. */
const isFile = ({ name, file }: EventData.TestPass) => nameOf(name) === nameOf(file)

/** Why a test or suite was not run; a stub (`todo`) counts as skipped. */
function reasonOf({ skip, todo }: EventData.TestPass): string | undefined {
  if (skip === undefined && todo === undefined) return undefined
  const said = skip ?? todo
  return typeof said === 'string' && said !== '' ? said : 'no reason given'
}

const describeSkip = ({ name, details }: EventData.TestPass) =>
  details.type === 'suite' ? `all of “${name}”` : `“${name}”`

const nameOf = (file = 'tests') => relative(process.cwd(), file)

function fileOf(files: Map<string, FileReport>, file?: string): FileReport {
  const name = nameOf(file)
  const known = files.get(name) ?? { passed: 0, failed: 0, skipped: 0, printed: '', told: false }
  files.set(name, known)
  return known
}

const ran = ({ passed, failed, skipped }: Counts) => passed + failed + skipped

function total(files: Counts[]): Counts {
  const sum = (key: keyof Counts) => files.reduce((sofar, file) => sofar + file[key], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

function tell(file: string, result: FileReport, write: Write, duration?: number): void {
  result.told = true
  const { passed, failed, skipped, printed } = result
  if (failed > 0 && printed !== '') write(`What ${nameOf(file)} printed:\n${printed}`)
  const parts = [
    `${failed > 0 ? '✖' : '✔'} ${nameOf(file)}: ${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(duration === undefined ? [] : [`${(duration / 1000).toFixed(1)} s`]),
  ]
  write(parts.join(', '))
}

/** Lines of a stack trace that are inside Node. */
const OF_NODE = /\n +at (?:.*\()?node:.*(?=\n|$)/g

const onlySubtestsFailed = ({ details: { error } }: EventData.TestFail) =>
  'failureType' in error && error.failureType === 'subtestsFailed'

function describeFailure({ name, file, line, details: { error } }: EventData.TestFail): string[] {
  const where = file === undefined ? '' : ` (${nameOf(file)}:${line})`
  const why = error.cause === undefined ? error.message : error.cause
  const told = typeof why === 'string' ? why : inspect(why)
  return [`✖ ${name}${where}`, told.replaceAll(OF_NODE, ''), '']
}
