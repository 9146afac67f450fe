import { isLoopback } from '../../config/addresses.ts'
import type { App } from '../../core/context.ts'
import { type ConsolePaths, makeConsolePaths } from '../../shared/console-paths.ts'
import { type Assets, loadAssets } from '../portal/assets.ts'
import { createQr } from '../portal/qr.ts'
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
  assets: Assets
  /** A QR code as SVG; null if too many new ones are drawn. */
  qr: (text: string) => string | null
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

export async function createConsole(app: App, side: Side): Promise<Console> {
  const isTrusted = trustedProxies(app.config.proxies.trusted)
  const site = side === 'public' ? publicSite(app) : privateSite
  const console: Console = {
    app,
    ...site,
    ...(await lookOf(app.config, site)),
    qr: createQr(app.clock),
    visitor: (exchange) => visitorOf(exchange, isTrusted),
    limits: { signIns: createLimit(app, 'sign-ins', () => signInRate) },
    passwords: createPasswordBudget(app),
  }
  app.onReload(async (next) => {
    const look = await lookOf(next, site)
    return () => Object.assign(console, look)
  })
  return console
}

/** Attempts of a network to sign in, right ones left out. */
const signInRate = { points: 30, per: 10 * 60_000 }

const files = ['console.css', 'console.js'].map(
  (name) => new URL(`./assets/${name}`, import.meta.url),
)

/** What is derived from the texts and the accent. */
async function lookOf(
  config: App['config'],
  { cookieUrl }: Site,
): Promise<Pick<Console, 'assets' | 'paths'>> {
  const assets = await loadAssets(config, files)
  const prefix = cookieUrl.pathname.replace(/\/$/, '')
  return { assets, paths: makeConsolePaths(prefix, assets.fileName) }
}

type Site = Pick<Console, 'cookieUrl' | 'isSecure' | 'addressOf' | 'isOwn'>

function publicSite({ config }: App): Site {
  const { url } = config.public
  const cookieUrl = new URL(url)
  return {
    cookieUrl,
    isSecure: cookieUrl.protocol === 'https:' || isLoopback(cookieUrl.hostname),
    addressOf: () => url,
    isOwn: (_exchange, origin) => origin === cookieUrl.origin,
  }
}

/** The private listener has no configured address: a client that reaches it names it in Host. */
const privateSite: Site = {
  cookieUrl: new URL('http://localhost/'),
  isSecure: true,
  addressOf: (exchange) => `http://${hostOf(exchange)}`,
  isOwn: (exchange, origin) => isOriginOf(hostOf(exchange), origin),
}
