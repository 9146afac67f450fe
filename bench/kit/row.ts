/** One line of the table: ours against something measured beside it, in the same rounds. */
export interface Row {
  group: string
  name: string
  /** What it is measured against. */
  against: string
  unit: string
  /** Medians of what was measured. */
  ours: number
  theirs: number
  /** Ours by theirs, the median of all rounds, and the lowest and highest of them. */
  ratio: number
  low: number
  high: number
  /** Null where there is none: the line is there for comparison. */
  target: Target | null
}

export type Target = { least: number } | { most: number }

type Words = Pick<Row, 'group' | 'name' | 'against' | 'unit' | 'target'>

/** A row out of rounds; a round of ours and the same round of theirs make a ratio. */
export function makeRow(words: Words, ours: readonly number[], theirs: readonly number[]): Row {
  const ratios = ours.map((value, round) => value / (theirs[round] ?? Number.NaN))
  return {
    ...words,
    ours: median(ours),
    theirs: median(theirs),
    ratio: median(ratios),
    low: Math.min(...ratios),
    high: Math.max(...ratios),
  }
}

export function isMet({ ratio, target }: Row): boolean {
  if (target === null) return true
  return 'least' in target ? ratio >= target.least : ratio <= target.most
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN
  return (low + (sorted[Math.floor(middle)] ?? low)) / 2
}
