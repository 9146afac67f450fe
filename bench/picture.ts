import { isMet, type Row } from './kit/row.ts'

/** Pixels. */
const width = 800
const rowHeight = 26
const labelWidth = 440
const barWidth = 260

const style = `text{font:13px system-ui,sans-serif;fill:#1f2328}.quiet{fill:#59636e}
.met{fill:#2a7d4f}.missed{fill:#b35900}.track{fill:#eaeef2}.target{stroke:#1f2328;stroke-width:2}
@media (prefers-color-scheme:dark){text{fill:#f0f6fc}.quiet{fill:#9198a1}.met{fill:#3fb068}
.missed{fill:#e08c3a}.track{fill:#262c36}.target{stroke:#f0f6fc}}`

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Every row with a target as a bar, and the target as a line across it. */
export function picture(rows: readonly Row[]): string {
  const shown = rows.filter(({ target }) => target !== null)
  const height = (shown.length + 2) * rowHeight
  const legend =
    'The bar is the ratio, the line its target: better is right of it for ≥, left for ≤.'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Latchkey's speed against its targets">
<style>${style}</style>
${shown.map(bar).join('\n')}
<text class="quiet" x="8" y="${height - 14}">${legend}</text>
</svg>
`
}

function bar(row: Row, at: number): string {
  const { group, name, against, ratio, target } = row
  const least = target !== null && 'least' in target
  const aim = target === null ? 1 : 'least' in target ? target.least : target.most
  const full = Math.max(1, ratio, aim) * 1.05
  const y = at * rowHeight + 8
  const x = (value: number) => Math.round(labelWidth + (value / full) * barWidth)
  const line = `M${x(aim)} ${y - 2}v20`
  return `<text x="8" y="${y + 13}">${escape(`${group}: ${name}`)} <tspan class="quiet">/ ${escape(against)}</tspan></text>
<rect class="track" x="${labelWidth}" y="${y}" width="${barWidth}" height="16" rx="3"/>
<rect class="${isMet(row) ? 'met' : 'missed'}" x="${labelWidth}" y="${y}" width="${x(ratio) - labelWidth}" height="16" rx="3"/>
<path class="target" d="${line}"/>
<text x="${labelWidth + barWidth + 10}" y="${y + 13}">${ratio.toFixed(2)} <tspan class="quiet">${least ? '≥' : '≤'} ${aim}</tspan></text>`
}
