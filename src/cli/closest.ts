/** ` Did you mean …?` where one of the known names is near, otherwise nothing. */
export async function didYouMean(name: string, known: readonly string[]): Promise<string> {
  // Loaded here, as most names are spelt right.
  const { closest, distance } = await import('fastest-levenshtein')
  const nearest = closest(name, known)
  const slips = Math.max(1, Math.floor(name.length / 3))
  return distance(name, nearest) <= slips ? ` Did you mean ${nearest}?` : ''
}
