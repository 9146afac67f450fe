import { isLoopback } from '../../config/addresses.ts'
import type { App } from '../../core/context.ts'
import { type ConsolePaths, makeConsolePaths } from '../../shared/console-paths.ts'
import { trustedProxies } from '../../shared/visitor-address.ts'
import { hostOf } from '../api/operators-set.ts'
import { createLimit, type Limit } from '../kit/limits.ts'
import { isOriginOf } from '../kit/origin.ts'
import type { Exchange } from '../kit/route.ts'
import { type Visitor, visitorOf } from '../kit/visitor.ts'
import { createPasswordBudget, type PasswordBudget } from './password-budget.ts'

/** The listener that the console is on. */
export type Side = 'public' | 'private'

/** The dependencies of the console's routes. */
export interface Console {
  app: App
  paths: ConsolePaths
  /** Decides names and attributes of cookies: scheme and path. */
  cookieUrl: URL
  /** False where others could read passwords and cookies on the way. */
  isSecure: boolean
  /** The base address of this site, without a trailing slash, as the browser knows it. */
  addressOf: (exchange: Exchange) => string
  isOwn: (exchange: Exchange, origin: string) => boolean
  visitor: (exchange: Exchange) => Visitor
  /** `signIns`: attempts per network. */
  limits: { signIns: Limit }
  passwords: PasswordBudget
}

export function createConsole(app: App, side: Side): Console {
  const isTrusted = trustedProxies(app.config.proxies.trusted)
  return {
    app,
    ...(side === 'public' ? publicSite(app) : privateSite),
    visitor: (exchange) => visitorOf(exchange, isTrusted),
    limits: { signIns: createLimit(app, 'sign-ins', () => signInRate) },
    passwords: createPasswordBudget(app),
  }
}

/** Attempts of a network to sign in, right ones left out. */
const signInRate = { points: 30, per: 10 * 60_000 }

type Site = Pick<Console, 'paths' | 'cookieUrl' | 'isSecure' | 'addressOf' | 'isOwn'>

function publicSite({ config }: App): Site {
  const { url } = config.public
  const cookieUrl = new URL(url)
  return {
    paths: makeConsolePaths(cookieUrl.pathname.replace(/\/$/, '')),
    cookieUrl,
    isSecure: cookieUrl.protocol === 'https:' || isLoopback(cookieUrl.hostname),
    addressOf: () => url,
    isOwn: (_exchange, origin) => origin === cookieUrl.origin,
  }
}

/** The private listener has no address of its own: whoever may reach it names it in Host. */
const privateSite: Site = {
  paths: makeConsolePaths(''),
  cookieUrl: new URL('http://localhost/'),
  isSecure: true,
  addressOf: (exchange) => `http://${hostOf(exchange)}`,
  isOwn: (exchange, origin) => isOriginOf(hostOf(exchange), origin),
}
