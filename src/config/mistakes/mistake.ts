import type { Mistake } from '../option.ts'

/** A mistake in the value as a whole. */
export function whole(why: string, ...meant: string[]): Mistake {
  return { part: null, why, meant }
}

/** A mistake in a part of the value. */
export function partly(part: string, why: string, ...meant: string[]): Mistake {
  return { part, why, meant }
}

/** The first of several that is a mistake. Those after it aren't computed. */
export function firstOf(
  text: string,
  ...finders: ((text: string) => Mistake | null)[]
): Mistake | null {
  for (const find of finders) {
    const found = find(text)
    if (found) return found
  }
  return null
}
