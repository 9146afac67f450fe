import { html } from './html.ts'
import type { Html } from './html.ts'

const item = /^\s*[-*•]\s+/

/** A block is a list where each of its lines begins with a dash; otherwise it's a paragraph. */
const block = (lines: readonly string[]): Html =>
  lines.every((line) => item.test(line))
    ? html`<ul dir="auto">
        ${lines.map((line) => html`<li>${line.replace(item, '')}</li> `)}
      </ul>`
    : html`<p dir="auto">${lines.map((line, i) => [i > 0 && html`<br />`, line])}</p> `

/** Where a list begins or ends without an empty line, it's a block of its own all the same. */
const blocks = (paragraph: string): string[][] => {
  const found: string[][] = []
  for (const line of paragraph.split('\n')) {
    const last = found.at(-1)
    if (last?.[0] !== undefined && item.test(last[0]) === item.test(line)) last.push(line)
    else found.push([line])
  }
  return found
}

/** An operator's plain text as HTML: an empty line parts paragraphs, "- " begins a list's line. */
export const prose = (text: string): Html[] =>
  text
    .replaceAll('\r\n', '\n')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .flatMap(blocks)
    .map(block)
