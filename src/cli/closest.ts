/** ` Did you mean …?` if a known name is similar, otherwise ''. */
export async function didYouMean(name: string, known: readonly string[]): Promise<string> {
  // Loaded on demand: most names are spelt right.
  const { closest, distance } = await import('fastest-levenshtein')
  const nearest = closest(name, known)
  const maxEdits = Math.max(1, Math.floor(name.length / 3))
  return distance(name, nearest) <= maxEdits ? ` Did you mean ${nearest}?` : ''
}
