import type { Catalogue, MessageKey } from '../../../i18n/catalogue.ts'
import type { Paths } from '../../../shared/paths.ts'
import type { Html, Part } from './html.ts'

/** What the operator says about the community; plain text throughout. */
interface Community {
  title: string
  description: string
  /** URL of the picture, on this very origin. */
  picture: string | null
  rules: string
  /** Room addresses, `#lobby:example.org`. */
  rooms: readonly string[]
}

/**
 * What every page of one language has in common. Make one a language and keep it: what never
 * changes about the pages is built once for each such object.
 */
export interface Page {
  community: Community
  /** '' as long as it isn't known: there are configurations that don't say it. */
  serverName: string
  /** IANA name of the operator's time zone. */
  timeZone: string
  catalogue: Catalogue
  paths: Paths
}

/** Keeps what `make` builds for a page for as long as that page object lives. */
export const perPage = <T>(make: (page: Page) => T): ((page: Page) => T) => {
  const kept = new WeakMap<Page, T>()
  return (page) => {
    const known = kept.get(page)
    if (known !== undefined) return known
    const made = make(page)
    kept.set(page, made)
    return made
  }
}

/** A plain sentence of the page's language. */
export const say = (
  page: Page,
  key: MessageKey,
  values?: Record<string, string | number>,
): string => page.catalogue.t(key, values)

/** What may stand in a sentence: a value, some markup, or markup around some of its words. */
type Filling = string | number | Html | ((inner: (string | Html)[]) => Html)

/** A sentence of the page's language with markup in it. */
export const tell = (page: Page, key: MessageKey, values: Record<string, Filling>): Part =>
  page.catalogue.rich<Html>(key, values)
