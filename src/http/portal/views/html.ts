/**
 * HTML as a value of its own: whatever isn't one is escaped where it meets a template.
 * (hono/html does the same, but may answer with a promise; pages here are always ready.)
 */
export interface Html {
  readonly html: string
}

export type Part = Html | string | number | false | null | undefined | readonly Part[]

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escape = (text: string): string =>
  /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '') : text

/** A part as it stands in a page: text is escaped, HTML stays, nothing is nothing. */
export const show = (part: Part): string => {
  if (typeof part === 'string') return escape(part)
  if (typeof part === 'number') return String(part)
  if (!part) return ''
  return 'html' in part ? part.html : part.map(show).join('')
}

const packed = new WeakMap<TemplateStringsArray, string[]>()

/** The fixed parts of a template without the indentation they have for our eyes. */
const pack = (strings: TemplateStringsArray): string[] => {
  const known = packed.get(strings)
  if (known) return known
  const made = strings.map((text) => text.replace(/\s*\n\s*/g, '\n'))
  packed.set(strings, made)
  return made
}

/** Builds HTML from a template; `false`, `null` and `undefined` leave nothing behind. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html => {
  const fixed = pack(strings)
  let text = fixed[0] ?? ''
  for (let i = 0; i < parts.length; i++) text += show(parts[i]) + (fixed[i + 1] ?? '')
  return { html: text }
}
