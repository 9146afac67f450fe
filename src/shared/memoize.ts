const maxKeyLength = 200

/**
 * Memoizes a pure function by the key that `keyOf` gives. The cache is bounded: results with long
 * keys aren't cached, and a full cache (`maxEntries`) is cleared.
 */
export const memoize = <A extends readonly unknown[], T>(
  make: (...args: A) => T,
  keyOf: (...args: A) => string | number,
  maxEntries = 2_000,
): ((...args: A) => T) => {
  const cache = new Map<string | number, T>()
  return (...args) => {
    const key = keyOf(...args)
    const cached = cache.get(key)
    if (cached !== undefined) return cached
    const made = make(...args)
    if (cache.size >= maxEntries) cache.clear()
    if (String(key).length <= maxKeyLength) cache.set(key, made)
    return made
  }
}
