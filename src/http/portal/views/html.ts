/**
 * Safe HTML as a type of its own: everything else is escaped in templates.
 * (hono/html does the same, but may return a promise.)
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

/** Renders a part: text is escaped, HTML stays, empty values give ''. */
export const show = (part: Part): string => {
  if (typeof part === 'string') return escape(part)
  if (typeof part === 'number') return String(part)
  if (!part) return ''
  return 'html' in part ? part.html : part.map(show).join('')
}

const packed = new WeakMap<TemplateStringsArray, string[]>()

/** The fixed parts of a template without indentation. */
const pack = (strings: TemplateStringsArray): string[] => {
  const known = packed.get(strings)
  if (known) return known
  const made = strings.map((text) => text.replace(/\s*\n\s*/g, '\n'))
  packed.set(strings, made)
  return made
}

/** Builds HTML from a template; `false`, `null` and `undefined` render as ''. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html => {
  const fixed = pack(strings)
  let text = fixed[0] ?? ''
  for (let i = 0; i < parts.length; i++) text += show(parts[i]) + (fixed[i + 1] ?? '')
  return { html: text }
}
