// `npm test`: checks the sources, starts the parts that the tests need, runs the tests, reports, stops.
// `npm test -- PATTERN…` runs the test files whose path contains one of the patterns, and only them; a
// pattern may also be the path of a file. `--name RULE` runs only the tests whose title contains it.
import { existsSync, globSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describeCoverage, isTooLow, LEAST } from './coverage.ts'
import { run } from './programs.ts'
import type { Outcome } from './report.ts'
import { NOTHING, runFiles, TESTS } from './run-files.ts'

const write = (line: string) => process.stdout.write(`${line}\n`)

async function main(args: string[], signal: AbortSignal): Promise<boolean> {
  const { values, positionals: patterns } = parseArgs({
    args,
    options: { name: { type: 'string' } },
    allowPositionals: true,
  })
  const { name } = values
  const whole = patterns.length === 0 && name === undefined
  const problems = whole ? await check(signal) : []
  const files = choose(patterns)
  if (files.length === 0) problems.push(`No test file matches ${patterns.join(', ')}`)
  const how = { coverage: whole, name, write, signal }
  const outcome = await runFiles(files, how).catch((error: Error) => {
    if (!signal.aborted) problems.push(error.message)
    return NOTHING
  })
  problems.push(...judge(outcome, { whole, name }, signal))
  for (const problem of problems) write(`✖ ${problem}`)
  const failed = outcome.failed + problems.length
  const skipped = outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : ''
  write(`${outcome.passed} passed, ${failed} failed${skipped}`)
  return failed === 0
}

function choose(patterns: string[]): string[] {
  const all = globSync(TESTS).toSorted()
  if (patterns.length === 0) return all
  const matched = all.filter((file) => patterns.some((pattern) => file.includes(pattern)))
  const named = patterns.filter((pattern) => pattern.endsWith('.ts') && existsSync(pattern))
  return [...new Set([...matched, ...named])]
}

/** Formatter, linter and compiler; they print their findings directly. */
async function check(signal: AbortSignal): Promise<string[]> {
  const { ok, output } = await run('npm', ['run', '--silent', 'check'], { signal })
  if (ok) return []
  write(output)
  return ['`npm run check` found the problems above']
}

interface Choice {
  whole: boolean
  name: string | undefined
}

/** Reasons other than tests why a run fails. */
function judge(outcome: Outcome, { whole, name }: Choice, signal: AbortSignal): string[] {
  const { skips, empty, coverage } = outcome
  for (const skip of skips) write(`Skipped: ${skip}`)
  if (signal.aborted) return ['Interrupted']
  const ran = outcome.passed + outcome.failed + outcome.skipped > 0
  if (name !== undefined && !ran) return [`No test has “${name}” in its title`]
  const problems = name === undefined ? empty.map((file) => `${file} has no test`) : []
  if (skips.length > 0 && process.env.CI === 'true') {
    problems.push('CI=true allows no skipped test or suite')
  }
  if (!whole) return problems
  if (coverage === undefined) return [...problems, 'The coverage of src/ is not known']
  describeCoverage(coverage).forEach(write)
  if (!isTooLow(coverage)) return problems
  return [...problems, `src/ needs ${LEAST.lines} % of lines and ${LEAST.branches} % of branches`]
}

const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => interrupt.abort())
}
const passed = await main(process.argv.slice(2), interrupt.signal)
// A hanging test file must not block the run.
process.exit(passed ? 0 : 1)
