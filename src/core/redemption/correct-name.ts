import { invisible } from './name-parts.ts'
import type { NameRules } from './name-rules.ts'

/** Letters that Unicode doesn't decompose into a letter of a to z and a mark. */
const latin: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
}

/** What may stand between two words, the likeliest first. */
const joints = ['.', '-', '_', '']

/**
 * The allowed name that is nearest to a text: letters without accents, a dot for a space, cut where it is
 * too long, with the server's first label where it can't be had alone. Undefined if there is none.
 */
export function correctName(
  { maxLength, place }: NameRules,
  text: string,
  isAllowed: (name: string) => boolean,
): string | undefined {
  const words = wordsOf(text)
  if (words.length === 0) return undefined
  const joined = joints.map((joint) => cut(words.join(joint), maxLength))
  const base = cut(words.join('.'), maxLength - place.length - 1)
  return [...new Set([...joined, `${base}.${place}`])].find(isAllowed)
}

function wordsOf(text: string): string[] {
  const letters = text
    .normalize('NFKD')
    .replace(invisible, (one) => (/\s/.test(one) ? one : ''))
    .toLowerCase()
    .replaceAll(/[ßæœøđðłþı]/g, (letter) => latin[letter] ?? letter)
    .replaceAll(/[^a-z0-9._=/+\s-]/gu, '')
  const words = letters.split(/\s+/).filter((word) => /[a-z0-9]/.test(word))
  return words.map((word, at) => (at === 0 ? word.replace(/^[^a-z0-9]+/, '') : word))
}

function cut(name: string, maxLength: number): string {
  return name.length <= maxLength ? name : name.slice(0, maxLength).replace(/[^a-z0-9]+$/, '')
}
