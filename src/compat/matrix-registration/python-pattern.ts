/** What a pattern of Python's is here, or which part of it can't be said here, and where it begins. */
export type Translated = { pattern: string } | { what: string; at: number }

interface Reader {
  source: string
  at: number
  /** Flags for all of it, as Python has them at the beginning. */
  flags: string
  said: string[]
}

class Untranslatable extends Error {}

/**
 * A regular expression of Python's `re` (docs.python.org, "Regular Expression Syntax") as one of
 * JavaScript's with the flag `u`. Both mean the same by most signs; positions count from 0.
 */
export function translatePattern(source: string): Translated {
  const reader: Reader = { source, at: 0, flags: '', said: [] }
  try {
    while (reader.at < source.length) reader.said.push(readPart(reader))
  } catch (error) {
    if (!(error instanceof Untranslatable)) throw error
    return { what: error.message, at: reader.at }
  }
  const body = reader.said.join('')
  return { pattern: reader.flags === '' ? body : `(?${reader.flags}:${body})` }
}

/** The text that a pattern finds at the reader's place, which moves behind it. */
function take(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  const sticky = new RegExp(pattern.source, 'sy')
  sticky.lastIndex = reader.at
  const found = sticky.exec(reader.source)
  if (found) reader.at += found[0].length
  return found
}

function readPart(reader: Reader): string {
  switch (reader.source[reader.at]) {
    case '\\':
      return readEscape(reader, false)
    case '[':
      return readClass(reader)
    case '(':
      return readGroup(reader)
    case '*':
    case '+':
    case '?':
    case '{':
      return readQuantifier(reader)
    case ']':
    case '}':
      return `\\${take(reader, /./)?.[0]}`
    default:
      return take(reader, /./)?.[0] ?? ''
  }
}

const ESCAPES: Record<string, string> = { A: '(?<![\\s\\S])', Z: '(?![\\s\\S])', a: '\\x07' }

function readEscape(reader: Reader, inClass: boolean): string {
  const same = take(
    reader,
    /\\(?:[dDwWsSbBfnrtv]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|[\^$\\.*+?()[\]{}|/])/,
  )
  if (same && (!inClass || same[0] !== '\\B')) return same[0]
  const wide = take(reader, /\\U([\da-fA-F]{8})/)
  if (wide) return `\\u{${wide[1]}}`
  const octal = take(reader, /\\(0[0-7]{0,2}|[0-3][0-7]{2})/)
  if (octal) return `\\u{${Number.parseInt(octal[1] ?? '', 8).toString(16)}}`
  const backwards = inClass ? null : take(reader, /\\[1-9]\d?/)
  if (backwards) return `(?:${backwards[0]})`
  const position = inClass ? null : take(reader, /\\[AZa]/)
  if (position) return ESCAPES[position[0].charAt(1)] ?? ''
  if (take(reader, /\\a/)) return ESCAPES['a'] ?? ''
  const sign = take(reader, /\\([^a-zA-Z0-9])/)
  if (!sign) throw new Untranslatable('an escape that is not known here')
  return inClass && sign[1] === '-' ? '\\-' : (sign[1] ?? '')
}

/** `]` is itself where it comes first. */
function readClass(reader: Reader): string {
  const start = reader.at
  const said = [take(reader, /\[\^?/)?.[0] ?? '']
  if (take(reader, /\]/)) said.push('\\]')
  while (!take(reader, /\]/)) {
    if (reader.at >= reader.source.length) {
      reader.at = start
      throw new Untranslatable('a class that has no end')
    }
    if (reader.source[reader.at] === '\\') said.push(readEscape(reader, true))
    else said.push(take(reader, /\[/) ? '\\[' : (take(reader, /./)?.[0] ?? ''))
  }
  return `${said.join('')}]`
}

function readGroup(reader: Reader): string {
  const plain = take(reader, /\((?!\?)|\(\?(?::|=|!|<=|<!)/)
  if (plain) return plain[0]
  if (take(reader, /\(\?#[^)]*\)/)) return ''
  const named = take(reader, /\(\?P<([A-Za-z_]\w*)>/)
  if (named) return `(?<${named[1]}>`
  const again = take(reader, /\(\?P=([A-Za-z_]\w*)\)/)
  if (again) return `\\k<${again[1]}>`
  return readFlags(reader)
}

/** `a` and `u` only tell which letters and digits count; a name holds those of ASCII alone. */
function readFlags(reader: Reader): string {
  const start = reader.at
  const found = take(reader, /\(\?([aimsu]*)(?:-([ims]+))?([:)])/)
  const [, on = '', off, end] = found ?? []
  const known = on.replaceAll(/[au]/g, '')
  if (found && end === ':') return `(?${known}${off === undefined ? '' : `-${off}`}:`
  if (found && off === undefined && start === 0) {
    reader.flags = [...new Set(known)].join('')
    return ''
  }
  reader.at = start
  throw new Untranslatable(nameOf(reader.source.slice(start)))
}

function nameOf(rest: string): string {
  if (rest.startsWith('(?>')) return 'an atomic group'
  if (rest.startsWith('(?(')) return 'a condition'
  if (/^\(\?[a-zA-Z]*x/.test(rest)) return 'the flag x'
  return /^\(\?[aimsu]+\)/.test(rest)
    ? 'flags behind the beginning'
    : 'a group that is not known here'
}

/** A brace that is no quantifier is itself; `{,3}` begins at none. */
function readQuantifier(reader: Reader): string {
  const found = take(reader, /[*+?]|\{(?=\d|,)(\d*)(,?)(\d*)\}/)
  if (!found) return `\\${take(reader, /\{/)?.[0]}`
  const [whole, least = '', comma, most = ''] = found
  const said = whole.startsWith('{') ? `{${least || '0'}${comma}${most}}` : whole
  if (reader.source[reader.at] === '+') throw new Untranslatable('a possessive quantifier')
  return said + (take(reader, /\?/)?.[0] ?? '')
}
