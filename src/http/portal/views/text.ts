import { html } from './html.ts'
import type { Html } from './html.ts'

const item = /^\s*[-*•]\s+/

/** A block whose lines all begin with a dash is a list; otherwise it is a paragraph. */
const block = (lines: readonly string[]): Html =>
  lines.every((line) => item.test(line))
    ? html`<ul dir="auto">
        ${lines.map((line) => html`<li>${line.replace(item, '')}</li> `)}
      </ul>`
    : html`<p dir="auto">${lines.map((line, i) => [i > 0 && html`<br />`, line])}</p> `

/** Splits a paragraph where a list begins or ends without an empty line. */
const blocks = (paragraph: string): string[][] => {
  const found: string[][] = []
  for (const line of paragraph.split('\n')) {
    const last = found.at(-1)
    if (last?.[0] !== undefined && item.test(last[0]) === item.test(line)) last.push(line)
    else found.push([line])
  }
  return found
}

/** The operator's plain text as HTML: empty lines separate paragraphs, "- " begins a list item. */
export const prose = (text: string): Html[] =>
  text
    .replaceAll('\r\n', '\n')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .flatMap(blocks)
    .map(block)
