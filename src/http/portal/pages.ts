import type { App } from '../../core/context.ts'
import { catalogue, languages } from '../../i18n/catalogue.ts'
import { lookup, negotiate, type Wishes } from '../../i18n/negotiate.ts'
import { memoize } from '../../shared/memoize.ts'
import type { Assets } from './assets.ts'
import { makePaths } from '../../shared/paths.ts'
import type { Page } from './views/page.ts'

/** One `Page` per language, cached while the portal runs. */
export interface Pages {
  in: (tag: string) => Page
  /** The language for a request. */
  tagOf: (wishes: Wishes) => string
  /** The language in a link, if it exists. */
  known: (tag: string | undefined) => string | undefined
}

type Named = Pick<App, 'config' | 'serverName'>

export function createPages({ config, serverName }: Named, assets: Assets): Pages {
  const paths = makePaths(new URL(config.public.url).pathname.replace(/\/$/, ''), assets.fileName)
  const { title, description, rules } = config.community
  const picture = assets.picture === null ? null : paths.asset(assets.picture)
  const make = (tag: string): Page => ({
    community: { title, description, picture, rules },
    serverName: serverName(),
    timeZone: config.timezone,
    canAsk: config.requests.open,
    makesAccounts: config.homeserver.kind !== 'none',
    catalogue: catalogue('newcomer', tag),
    paths,
  })
  const made = new Map<string, Page>()
  // A program that mounts the portal may pass any configuration.
  const usual = lookup(config.language, languages) ?? 'en'
  const preferred = memoize(
    (acceptLanguage: string) => negotiate({ acceptLanguage }, languages, usual),
    (acceptLanguage) => acceptLanguage,
  )
  return {
    in(tag) {
      const known = made.get(tag)
      // The server name may become known while the portal runs.
      if (known?.serverName === serverName()) return known
      const page = make(tag)
      made.set(tag, page)
      return page
    },
    tagOf: (wishes) =>
      wishes.query || wishes.cookie
        ? negotiate(wishes, languages, usual)
        : preferred(wishes.acceptLanguage ?? ''),
    known: (tag) => (tag === undefined ? undefined : lookup(tag, languages)),
  }
}
