import { takesNames } from '../../core/invites/check.ts'
import { getCookie } from 'hono/cookie'
import { catalogue } from '../../i18n/catalogue.ts'
import { readLanguages } from '../../i18n/languages.ts'
import { lookup, negotiate } from '../../i18n/negotiate.ts'
import type { Actor } from '../../model/actor.ts'
import { cookieName, cookieNames } from '../kit/cookies.ts'
import type { Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import type { ConsolePage } from './views/page.ts'

/** What the views need: the language of the link, the cookie or Accept-Language, and who has signed in. */
export function pageOf(
  { app, assets, paths, cookieUrl }: Console,
  exchange: Exchange,
  actor: Actor | null,
): ConsolePage {
  const { config } = app
  const { req } = exchange
  const languages = readLanguages('operator')
  const wishes = {
    query: req.query('lang'),
    cookie: getCookie(exchange, cookieName(cookieUrl, cookieNames.language)),
    acceptLanguage: req.header('accept-language'),
  }
  const usual = lookup(config.language, languages) ?? 'en'
  const { picture } = assets
  return {
    community: {
      title: config.community.title,
      picture: picture === null ? null : paths.asset(picture),
    },
    serverName: app.serverName(),
    timeZone: config.timezone,
    canAsk: config.requests.open,
    takesNames: takesNames(config.homeserver.kind),
    catalogue: catalogue('operator', negotiate(wishes, languages, usual)),
    languages: languages.map((tag) => catalogue('operator', tag)),
    paths,
    now: app.clock(),
    actor,
  }
}
