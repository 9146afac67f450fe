import type { Catalogue, MessageKey } from '../../../i18n/catalogue.ts'
import type { Paths } from '../../../shared/paths.ts'
import type { Html, Part } from './html.ts'

/** The operator's texts about the community, all plain text. */
interface Community {
  title: string
  description: string
  /** URL of the picture, on this origin. */
  picture: string | null
  rules: string
}

/**
 * What all pages of one language share. Create one per language and keep it: constant parts of pages are
 * memoized per object (`perPage`).
 */
export interface Page {
  community: Community
  /** '' while it is unknown: some configurations lack it. */
  serverName: string
  /** IANA name of the operator's time zone. */
  timeZone: string
  /** Whether people without an invitation can ask to join. */
  canAsk: boolean
  /** Whether accounts are made here; otherwise people come with the one that they have. */
  makesAccounts: boolean
  catalogue: Catalogue
  paths: Paths
}

/** Memoizes `make` per page object. */
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

/** A plain message in the page's language. */
export const say = (
  page: Page,
  key: MessageKey,
  values?: Record<string, string | number>,
): string => page.catalogue.t(key, values)

/** A value in a message: text, markup, or markup around a part of it. */
type Filling = string | number | Html | ((inner: (string | Html)[]) => Html)

/** A message in the page's language with markup. */
export const tell = (page: Page, key: MessageKey, values: Record<string, Filling>): Part =>
  page.catalogue.rich<Html>(key, values)
