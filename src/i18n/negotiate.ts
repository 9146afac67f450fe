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

/** Language, extended language, script and region at the start of a tag (RFC 5646, section 2.1). */
const subtags =
  /^(?<primary>[a-z]{2,3})(?:-(?<extended>[a-z]{3}))?(?:-(?<script>[a-z]{4}))?(?:-(?<region>[a-z]{2}|\d{3}))?(?![^-])/i

/** The script in which a language is written there: `Hant` for `zh-TW`, `Latn` for `sr-ME`. */
const scriptOf = (tag: string): string | undefined => {
  const { primary, extended, script, region } = subtags.exec(tag)?.groups ?? {}
  if (primary === undefined) return undefined
  return new Intl.Locale(extended ?? primary, { script, region }).maximize().script
}

/**
 * RFC 4647 section 3.4, lookup: the range is shortened from its end until a language matches. A primary
 * tag also matches a regional variety: `pt` and `pt-PT` match pt-BR. A language in another script never
 * matches: who reads Traditional Chinese may not read Simplified Chinese.
 */
export const lookup = (range: string, languages: readonly string[]): string | undefined => {
  if (range.length > maxRangeLength) return undefined
  const script = scriptOf(range)
  const readable = languages.filter((tag) => scriptOf(tag) === script)
  const parts = range.toLowerCase().split('-')
  const [primary] = parts
  for (; parts.length > 0; parts.pop()) {
    if (parts.at(-1)?.length === 1) continue
    const wanted = parts.join('-')
    const exact = readable.find((tag) => tag.toLowerCase() === wanted)
    if (exact) return exact
  }
  return readable.find((tag) => tag.toLowerCase().startsWith(`${primary}-`))
}

/** The language of the response: one of `languages`, or `fallback` if no preference matches. */
export const negotiate = (
  wishes: Wishes,
  languages: readonly string[],
  fallback: string,
): string => {
  const said = [wishes.query ?? '', wishes.cookie ?? '', ...ranges(wishes.acceptLanguage ?? '')]
  for (const [at, range] of said.entries()) {
    const found = range && !repeats(range, said.slice(0, at)) && lookup(range, languages)
    if (found) return found
  }
  return fallback
}

/** Browsers add `zh` to `zh-TW` by themselves: it asks for no other script than the range before it. */
const repeats = (range: string, before: readonly string[]): boolean =>
  !range.includes('-') &&
  before.some((said) => said.toLowerCase().startsWith(`${range.toLowerCase()}-`))
