/** The visitor's language preferences, in order of precedence. */
export interface Wishes {
  query?: string | null | undefined
  cookie?: string | null | undefined
  acceptLanguage?: string | null | undefined
}

const maxHeaderLength = 1000

/** The longest language tag (RFC 5646, section 4.4.1). Shortening a longer one would take long. */
const maxRangeLength = 35

/** The ranges of Accept-Language in order of preference, without invalid ones. */
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
 * RFC 4647 section 3.4, lookup: the range is shortened from its end until a language matches. A primary
 * tag also matches a regional variety: `pt` and `pt-PT` match pt-BR.
 */
export const lookup = (range: string, languages: readonly string[]): string | undefined => {
  if (range.length > maxRangeLength) return undefined
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

/** The language of the response: one of `languages`, or `fallback` if no preference matches. */
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
