import { shortMoment } from '../../cli/describe.ts'
import { printLines } from '../../cli/print.ts'
import { showProgress } from '../../cli/progress.ts'
import type { Shell } from '../../cli/shell.ts'
import { harmless, table } from '../../shared/terminal-text.ts'
import type { Config } from '../../model/config.ts'
import type { Imported, Tally } from './import.ts'
import { describeProgress } from './messages.ts'

/** Rows that are listed one by one; after that only those with problems. */
const shownMost = 1_000

const HEAD = ['TOKEN', 'USES', 'USED', 'EXPIRES', 'BECOMES', '']

/** Lists the result of each row, and on a terminal the progress. */
export function createLister({ stdout, stderr }: Shell, zone: Config, count: number) {
  const progress = showProgress(stderr)
  let done = 0
  let hidden = 0
  return {
    list: (rows: readonly Imported[]) => {
      const shown = rows.filter(({ row }, at) => done + at < shownMost || row.notes.length > 0)
      const lines = shown.map((one) => lineOf(one, zone))
      progress.clear()
      if (lines.length > 0) printLines(stdout, table(done === 0 ? [HEAD, ...lines] : lines, stdout))
      done += rows.length
      hidden += rows.length - shown.length
      progress.show(describeProgress(done, count))
    },
    clear: progress.clear,
    end(tally: Tally, applied: boolean): string[] {
      const head = done === 0 ? table([HEAD], stdout) : []
      const more = `And ${hidden.toLocaleString('en')} more, in which all made sense.`
      return [...head, ...(hidden > 0 ? [more] : []), '', summaryOf(tally, applied)]
    },
  }
}

function lineOf({ row, fate }: Imported, zone: Parameters<typeof shortMoment>[1]): string[] {
  const { code, uses, used, expiresAt, paused, notes } = row
  return [
    code === null ? '-' : harmless(code),
    uses === null ? 'unlimited' : String(uses),
    String(used),
    expiresAt === null ? 'never' : shortMoment(expiresAt, zone),
    fate === 'imported' && paused ? 'imported, paused' : fate,
    harmless(notes.join(' ')),
  ]
}

const others = ['already here', 'deleted here', 'left out'] as const

function summaryOf(tally: Tally, applied: boolean): string {
  const counts = others.map((fate) => `${tally[fate]} ${fate}`)
  const sentence = `${tally.imported} imported, ${counts.join(', ')}.`
  return applied ? sentence : `${sentence} Nothing was written: do it with --apply.`
}
