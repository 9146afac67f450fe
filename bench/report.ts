import { isMet, type Row } from './kit/row.ts'

const amount = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : value.toPrecision(3)

const target = ({ target: wanted }: Row): string => {
  if (wanted === null) return ''
  return 'least' in wanted ? `≥ ${wanted.least}` : `≤ ${wanted.most}`
}

const heads = ['', 'against', 'ratio', 'spread', 'target', 'ours', 'theirs', 'unit']

function cells(row: Row): string[] {
  const { group, name, against, ratio, low, high, ours, theirs, unit } = row
  const mark = row.target === null ? '' : isMet(row) ? '✔ ' : '✖ '
  return [
    `${group}: ${name}`,
    against,
    ratio.toFixed(2),
    low === high ? '' : `${low.toFixed(2)}–${high.toFixed(2)}`,
    mark + target(row),
    amount(ours),
    amount(theirs),
    unit,
  ]
}

const isList = ({ group }: Row): boolean => group.startsWith('Console')

/** Of the console's lists only the slowest one on each database; performance.json has them all. */
export function withoutLists(rows: readonly Row[]): Row[] {
  const lists = Map.groupBy(rows.filter(isList), ({ group }) => group)
  const slowest = [...lists.values()].flatMap((all) => {
    const [first, ...others] = all.toSorted((a, b) => b.ratio - a.ratio)
    return first
      ? [{ ...first, name: `${first.name}, the slowest of ${others.length + 1} lists` }]
      : []
  })
  return [...rows.filter((row) => !isList(row)), ...slowest]
}

/** A Markdown table that is also readable in a terminal. */
export function table(rows: readonly Row[]): string {
  const lines = [heads, ...rows.map(cells)]
  const widths = heads.map((_, column) =>
    Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)),
  )
  const show = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  return [show(heads), rule, ...lines.slice(1).map(show)].join('\n')
}
