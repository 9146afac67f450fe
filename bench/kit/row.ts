/** One line of the table: ours against a comparison that was measured in the same rounds. */
export interface Row {
  group: string
  name: string
  /** The comparison. */
  against: string
  unit: string
  /** Median values. */
  ours: number
  theirs: number
  /** Ours divided by theirs: median, minimum and maximum of all rounds. */
  ratio: number
  low: number
  high: number
  /** Null: the line is for information only. */
  target: Target | null
}

export type Target = { least: number } | { most: number }

type Words = Pick<Row, 'group' | 'name' | 'against' | 'unit' | 'target'>

/** Makes a row from rounds. Each ratio compares the same round of ours and theirs. */
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
