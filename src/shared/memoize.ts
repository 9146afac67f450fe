const maxKeyLength = 200

/**
 * A function that keeps its results by the key that `keyOf` gives: for what follows from its
 * arguments alone and is asked for over and over. What it keeps is bounded: long keys aren't kept,
 * and when there are more than `most` it starts anew.
 */
export const memoize = <A extends readonly unknown[], T>(
  make: (...args: A) => T,
  keyOf: (...args: A) => string | number,
  most = 2_000,
): ((...args: A) => T) => {
  const kept = new Map<string | number, T>()
  return (...args) => {
    const key = keyOf(...args)
    const known = kept.get(key)
    if (known !== undefined) return known
    const made = make(...args)
    if (kept.size >= most) kept.clear()
    if (String(key).length <= maxKeyLength) kept.set(key, made)
    return made
  }
}
