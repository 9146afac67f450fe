import type { PasswordLimit } from '../../ports/homeserver.ts'

export interface TooLong {
  /** How many characters at the end are too many, as a person counts them (grapheme clusters). */
  over: number
  max: number
  /** Some characters count more than once: those that UTF-8 or a normalization makes longer. */
  isUneven: boolean
}

const measures = {
  bytes: (text: string) => Buffer.byteLength(text),
  characters: (text: string) => Array.from(text).length,
}

/** By how much a password exceeds a limit; null if it fits in every form that may be measured. */
export function tooLong(password: string, { max, unit, forms }: PasswordLimit): TooLong | null {
  const sizeOf = (text: string) =>
    Math.max(...forms.map((form) => measures[unit](text.normalize(form))))
  if (sizeOf(password) <= max) return null
  const characters = Array.from(new Intl.Segmenter().segment(password), ({ segment }) => segment)
  let size = 0
  const fitting = characters.findIndex((character) => (size += sizeOf(character)) > max)
  const isUneven = characters.some((character) => sizeOf(character) > 1)
  return { over: fitting < 0 ? 1 : characters.length - fitting, max, isUneven }
}
