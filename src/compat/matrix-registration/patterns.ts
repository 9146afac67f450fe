/** A pattern on names: as it was written, for the sentence that refuses, and as it works here. */
export interface Pattern {
  source: string
  matches: RegExp
}

/** What Python escapes in re.escape. */
export function escapePattern(text: string): string {
  return text.replaceAll(/[()[\]{}?*+\-|^$\\.&~#\s]/g, '\\$&')
}

/** Longer ones compile, and fail when they are first used. */
const LONGEST = 1_000

/** A regular expression of Python's `re`; undefined where this program can't say the same. */
export function readPattern(source: string): Pattern | undefined {
  if (source.length > LONGEST) return undefined
  try {
    return { source, matches: new RegExp(translate(source), 'u') }
  } catch {
    return undefined
  }
}

/** Python's own spellings, and escapes of characters that need none, which `u` doesn't take. */
function translate(source: string): string {
  const [, flags, rest = ''] = /^(?:\(\?([ims]+)\))?([\s\S]*)$/.exec(source) ?? []
  const body = rest
    .replaceAll(/\\([\s\S])/g, (whole, letter: string) => ESCAPES[letter] ?? plain(whole, letter))
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, '\\k<$1>')
  return flags === undefined ? body : `(?${flags}:${body})`
}

const ESCAPES: Record<string, string> = { A: '(?<![\\s\\S])', Z: '(?![\\s\\S])', '-': '\\x2d' }

function plain(whole: string, letter: string): string {
  return /[\w^$\\.*+?()[\]{}|/]/.test(letter) && letter !== '_' ? whole : letter
}

/**
 * All of them as one pattern on the whole name: what each is to be found in, and none of these.
 * Null where there is nothing to ask for.
 */
export function joinPatterns(
  wanted: readonly Pattern[],
  unwanted: readonly Pattern[],
): string | null {
  if (wanted.length + unwanted.length === 0) return null
  const ask = (sign: string) => (pattern: Pattern) =>
    `(?${sign}[\\s\\S]*?(?:${pattern.matches.source}))`
  return `^${wanted.map(ask('=')).join('')}${unwanted.map(ask('!')).join('')}`
}
