import { relative } from 'node:path'
import type { EventData } from 'node:test'

export type Coverage = EventData.TestCoverage['summary']

/** Percentage of src/ that the tests must cover. */
export const LEAST = { lines: 90, branches: 85 }

const SHOWN = 15

/** The lines of a short report: the totals, then the files with the most lines that never ran. */
export function describeCoverage({ files, totals }: Coverage): string[] {
  const { coveredLinePercent, coveredBranchPercent } = totals
  const worst = files
    .map((file) => ({ ...file, missed: linesMissed(file) }))
    .filter((file) => file.missed.length > 0)
    .toSorted((one, other) => other.missed.length - one.missed.length)
  const rest = worst.length - SHOWN
  return [
    `Coverage of src/ (${files.length} files): ${percent(coveredLinePercent)} of lines ` +
      `(least ${LEAST.lines}), ${percent(coveredBranchPercent)} of branches (least ${LEAST.branches})`,
    ...worst.slice(0, SHOWN).map((file) => {
      const name = relative(process.cwd(), file.path)
      return `  ${percent(file.coveredLinePercent)}  ${name}: never ran ${ranges(file.missed)}`
    }),
    ...(rest > 0 ? [`  and ${rest} more files with lines that never ran`] : []),
  ]
}

/** True if the coverage of src/ is too low, or no file of src/ was measured. */
export function isTooLow({ files, totals }: Coverage): boolean {
  const { coveredLinePercent, coveredBranchPercent } = totals
  const low = coveredLinePercent < LEAST.lines || coveredBranchPercent < LEAST.branches
  return low || files.length === 0
}

const percent = (value: number) => `${value.toFixed(1)} %`

function linesMissed({ lines }: Coverage['files'][number]): number[] {
  return lines.filter(({ count }) => count === 0).map(({ line }) => line)
}

/** 3, 4, 5, 9 becomes "3-5 9"; a long list is truncated. */
function ranges(lines: number[]): string {
  const spans: [number, number][] = []
  for (const line of lines) {
    const last = spans.at(-1)
    if (last !== undefined && last[1] === line - 1) last[1] = line
    else spans.push([line, line])
  }
  const texts = spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`))
  return texts.length > 12 ? `${texts.slice(0, 12).join(' ')} …` : texts.join(' ')
}
