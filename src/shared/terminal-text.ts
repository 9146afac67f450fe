import { styleText } from 'node:util'

/** Where output for people goes. A terminal reports its width as `columns`. */
export interface Output {
  write: (text: string) => unknown
  isTTY?: boolean
  columns?: number
  /** systemd's journal, which reads a priority before each line. */
  isJournal?: boolean
}

/** The text without control characters, which could control a terminal. */
export function harmless(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
}

/** The same for a text of several lines. */
export function harmlessLines(text: string): string {
  return text.split('\n').map(harmless).join('\n')
}

type Style = Parameters<typeof styleText>[0]

/** Applies styles on a terminal unless NO_COLOR is set (https://no-color.org). */
export function painter(
  { env }: { env: Readonly<Record<string, string | undefined>> },
  output: Output,
) {
  const plain = output.isTTY !== true || Boolean(env['NO_COLOR'])
  return (style: Style, text: string) =>
    plain ? text : styleText(style, text, { validateStream: false })
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Emoji_Presentation}/u

/** Cuts `text` to `columns` terminal columns. Wide (such as Chinese) characters take two. */
function shorten(text: string, columns: number): string {
  let width = 0
  let short = ''
  for (const letter of text) {
    width += wide.test(letter) ? 2 : /\p{M}/u.test(letter) ? 0 : 1
    if (width > columns) return `${short.slice(0, -1)}…`
    short += letter
  }
  return text
}

/** Some terminals don't report their width. */
const widthOf = ({ columns }: Output): number => columns || 80

/** Wraps a text at word boundaries, leaving room for the indent. Not wrapped unless on a terminal. */
export function wrap(text: string, output: Output, indent: number): string[] {
  if (output.isTTY !== true) return [text]
  const room = Math.max(20, widthOf(output) - indent)
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length > room) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines
}

/** Aligns rows in columns. On a narrow terminal only the last column is cut. */
export function table(rows: readonly (readonly string[])[], output: Output): string[] {
  const columns = rows[0]?.slice(0, -1) ?? []
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const before = widths.reduce((sum, width) => sum + width + 2, 0)
  const room = output.isTTY ? Math.max(12, widthOf(output) - before) : Infinity
  return rows.map((row) => {
    const fixed = widths.map((width, at) => `${(row[at] ?? '').padEnd(width)}  `).join('')
    return (fixed + shorten(row.at(-1) ?? '', room)).trimEnd()
  })
}
