import { isSlowPattern, PATTERN_LIMIT_MS, PROBE_LENGTH } from '../../shared/pattern.ts'
import type { ValueType } from '../../config/option.ts'
import { translatePattern } from './python-pattern.ts'

/** A pattern on names: the original, for the refusal, and its translation. */
export interface Pattern {
  source: string
  /** The source of a regular expression of ours, with the flag `u`. */
  translated: string
}

/** What Python escapes in re.escape. */
export function escapePattern(text: string): string {
  return text.replaceAll(/[()[\]{}?*+\-|^$\\.&~#\s]/g, '\\$&')
}

/** Longer patterns compile but fail when first used. */
const LONGEST = 1_000

/** A regular expression of Python's `re`, or why it can't be used, as the end of "which …". */
export function readPattern(source: string): Pattern | { why: string | null } {
  if (source.length > LONGEST) return { why: `has ${source.length} characters` }
  const found = translatePattern(source)
  if ('what' in found) return { why: `has ${found.what} at position ${found.at}` }
  const { pattern: translated } = found
  if (!isPattern(translated)) return { why: null }
  return isSlowPattern(translated) ? { why: SLOW } : { source, translated }
}

/** The type of a pattern that is refused, for the sentence about it. */
export function patternType(why: string | null): ValueType<unknown> {
  const mistake = { part: null, why: why ?? 'is no regular expression of Python', meant: [] }
  return {
    expected: 'a regular expression',
    read: (raw) => {
      const found = readPattern(String(raw))
      return 'source' in found ? found : undefined
    },
    mistakes: async () => () => mistake,
  }
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp
  } catch {
    return false
  }
}

const SLOW = `takes longer than ${PATTERN_LIMIT_MS} ms for a name of ${PROBE_LENGTH} characters`

/**
 * Combines all patterns into one on the whole name: each of the first must match, none of the second may.
 * Null without any pattern.
 */
export function joinPatterns(
  wanted: readonly Pattern[],
  unwanted: readonly Pattern[],
): string | null {
  if (wanted.length + unwanted.length === 0) return null
  const ask = (sign: string) => (pattern: Pattern) =>
    `(?${sign}[\\s\\S]*?(?:${pattern.translated}))`
  return `^${wanted.map(ask('=')).join('')}${unwanted.map(ask('!')).join('')}`
}
