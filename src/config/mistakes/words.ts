import { closest, distance } from 'fastest-levenshtein'
import type { FindMistake, Mistake } from '../option.ts'
import { whole } from './mistake.ts'

/** Why a text is none of the words. `others`: words that people write for one of them. */
export function ofWords(words: readonly string[], others: Record<string, string> = {}) {
  return (text: string): Mistake | null => {
    const typed = text.toLowerCase().replaceAll(/[\s_]+/g, '-')
    const known = new Map([
      ...words.map((word) => [word, word] as const),
      ...Object.entries(others),
    ])
    return whole('is none of these words', ...likely(typed, known))
  }
}

/** The words that `typed` may stand for: another word for one, the beginning of one, or a slip. */
export function likely(typed: string, known: ReadonlyMap<string, string>): string[] {
  const exact = known.get(typed)
  if (exact !== undefined) return [exact]
  const names = [...known.keys()]
  const begun = names.filter((name) => name.startsWith(typed) || typed.startsWith(name))
  const nearest = closest(typed, names)
  const near = distance(typed, nearest) <= Math.max(1, Math.floor(typed.length / 4))
  return [...(near ? [nearest] : []), ...begun].map((name) => known.get(name) ?? name)
}

const FLAGS = {
  yes: 'true',
  y: 'true',
  on: 'true',
  1: 'true',
  enabled: 'true',
  enable: 'true',
  t: 'true',
  no: 'false',
  n: 'false',
  off: 'false',
  0: 'false',
  disabled: 'false',
  disable: 'false',
  f: 'false',
  none: 'false',
  never: 'false',
  always: 'true',
  ja: 'true',
  nein: 'false',
}

export const ofFlag: FindMistake = (text) => {
  const found = ofWords(['true', 'false'], FLAGS)(text)
  return found && { ...found, why: 'is neither true nor false' }
}

const UNLIMITED =
  /^(none|no|off|false|null|nil|-1|0|∞|inf(inite|inity)?|unlimited|never|always|forever|any)$/i

/** What leaves the decision to the program is written `auto`. */
export function orAuto(find: FindMistake): FindMistake {
  return (text, around) =>
    /^(automatic(ally)?|default|null|none|~)$/i.test(text)
      ? whole('is written auto', 'auto')
      : find(text, around)
}

/** What stands for no limit: it is written as `word`. */
export function orNone(word: string, find: FindMistake): FindMistake {
  return (text, around) =>
    UNLIMITED.test(text) ? whole(`is written ${word}`, word) : find(text, around)
}
