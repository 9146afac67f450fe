/** Where a visitor may have said which language they read, from the strongest to the weakest. */
export interface Wishes {
  query?: string | null | undefined
  cookie?: string | null | undefined
  acceptLanguage?: string | null | undefined
}

const maxHeaderLength = 1000

/** No language has a longer tag (RFC 5646, section 4.4.1), and what is longer takes long to shorten. */
const longestRange = 35

/** Accept-Language as its ranges in order of preference; what can't be read is left out. */
export const ranges = (header: string): string[] =>
  header
    .slice(0, maxHeaderLength)
    .split(',')
    .flatMap((item) => {
      const found =
        /^\s*([a-z]{1,8}(?:-[a-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/i.exec(item)
      return found?.[1] ? [{ range: found[1], q: Number(found[2] ?? 1) }] : []
    })
    .filter(({ q }) => q > 0)
    .toSorted((a, b) => b.q - a.q)
    .map(({ range }) => range)

/**
 * RFC 4647 section 3.4, lookup: the range is shortened from its end until a language fits. A bare
 * primary tag also fits the one variety we have of it: `pt` and `pt-PT` read pt-BR.
 */
export const lookup = (range: string, languages: readonly string[]): string | undefined => {
  if (range.length > longestRange) return undefined
  const parts = range.toLowerCase().split('-')
  for (; parts.length > 0; parts.pop()) {
    if (parts.at(-1)?.length === 1) continue
    const wanted = parts.join('-')
    const exact = languages.find((tag) => tag.toLowerCase() === wanted)
    if (exact) return exact
  }
  const [primary] = range.toLowerCase().split('-')
  return languages.find((tag) => tag.toLowerCase().startsWith(`${primary}-`))
}

/** The language to answer in: one of `languages`, or `fallback` where no wish fits. */
export const negotiate = (
  wishes: Wishes,
  languages: readonly string[],
  fallback: string,
): string => {
  const said = [wishes.query ?? '', wishes.cookie ?? '', ...ranges(wishes.acceptLanguage ?? '')]
  for (const range of said) {
    const found = range && lookup(range, languages)
    if (found) return found
  }
  return fallback
}
