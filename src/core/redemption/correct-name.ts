import { invisible } from './name-parts.ts'
import type { NameRules } from './name-rules.ts'

/** What may stand between two words, the likeliest first. */
const joints = ['.', '-', '_', '']

/**
 * The allowed name that is nearest to a text: in Latin letters, a dot for a space, cut where it is too
 * long, with the server's first label where it can't be had alone. Undefined if there is none.
 */
export async function correctName(
  { maxLength, place }: NameRules,
  text: string,
  isAllowed: (name: string) => boolean,
): Promise<string | undefined> {
  const words = wordsOf(await toLatin(text))
  if (words.length === 0) return undefined
  const joined = joints.map((joint) => cut(words.join(joint), maxLength))
  const base = cut(words.join('.'), maxLength - place.length - 1)
  const names = new Set([...joined, `${base}.${place}`])
  return [...names].find((name) => /^[a-z0-9]/.test(name) && isAllowed(name))
}

/** Its tables have half a megabyte, so they are loaded for the first name that needs them. */
async function toLatin(text: string): Promise<string> {
  const letters = text.replaceAll(invisible, '').replaceAll(/\s+/gu, ' ')
  if (/^[ -~]*$/.test(letters)) return letters
  const { default: anyAscii } = await import('any-ascii')
  // It would spell out symbols and emoji.
  return anyAscii(letters.replaceAll(/[^\p{L}\p{M}\p{Nd} -~]/gu, ''))
}

function wordsOf(text: string): string[] {
  const letters = text.toLowerCase().replaceAll(/[^a-z0-9._=/+ -]/g, '')
  const words = letters.split(' ').filter((word) => /[a-z0-9]/.test(word))
  return words.map((word, at) => (at === 0 ? word.replace(/^[^a-z0-9]+/, '') : word))
}

function cut(name: string, maxLength: number): string {
  return name.length <= maxLength ? name : name.slice(0, maxLength).replace(/[^a-z0-9]+$/, '')
}
