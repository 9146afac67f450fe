import type { App } from '../../core/context.ts'
import type { Config } from '../../model/config.ts'
import type { Redeemed } from '../../core/redemption/redemption.ts'
import type { MayWait } from '../../core/redemption/place.ts'
import { loadAssets, type Assets } from './assets.ts'
import { type Limit, limitOf } from '../kit/limits.ts'
import type { Exchange } from '../kit/route.ts'
import { type Visitor, visitorOf } from '../kit/visitor.ts'
import { createPages, type Pages } from './pages.ts'
import { createPlaceWaits } from './place-waits.ts'
import { createQr } from './qr.ts'
import type { Tickets } from './ticket.ts'
import { type IsTrusted, trustedProxies } from '../../shared/visitor-address.ts'

/** The dependencies of the pages. */
export interface Portal extends Required<PortalOptions> {
  app: App
  assets: Assets
  pages: Pages
  publicUrl: URL
  limits: { wrongCodes: Limit; nameChecks: Limit }
  /** Whether a network may wait for a place of a full invitation. */
  placeWaits: (network: string) => MayWait
  tickets: Tickets
  isTrusted: IsTrusted
  /** A QR code as SVG; null if too many new ones are requested. */
  qr: (text: string) => string | null
  visitor: (exchange: Exchange) => Visitor
}

/** What a predecessor's surface can change. */
export interface PortalOptions {
  /** Counts a request for an account before the homeserver is asked; throws if there are too many. */
  admit?: (visitor: Visitor) => Promise<void>
  /** The public URL without a trailing slash; null if it isn't certain. */
  addressOf?: (exchange: Exchange) => string | null
  /** The path that the browser requested, as far as known. */
  pathOf?: (exchange: Exchange) => string
  /** Whether an Origin is that of these pages. */
  isOwn?: (exchange: Exchange, origin: string) => boolean
  /** Called when an account was created, before the response. */
  joined?: (redeemed: Redeemed, visitor: string | null) => Promise<void>
}

export async function createPortal(app: App, options: PortalOptions = {}): Promise<Portal> {
  const { config } = app
  const publicUrl = new URL(config.public.url)
  const isTrusted = trustedProxies(config.proxies.trusted)
  const portal: Portal = {
    app,
    ...(await lookOf(app, config)),
    publicUrl,
    limits: {
      wrongCodes: limitOf(app, 'wrongCodes'),
      nameChecks: limitOf(app, 'nameChecks'),
    },
    placeWaits: createPlaceWaits(limitOf(app, 'failedPosts')),
    tickets: new Map(),
    isTrusted,
    admit: options.admit ?? (async () => {}),
    addressOf: options.addressOf ?? (() => config.public.url),
    pathOf: options.pathOf ?? (({ req }) => new URL(req.url).pathname),
    isOwn: options.isOwn ?? ((_exchange, origin) => origin === publicUrl.origin),
    joined: options.joined ?? (async () => {}),
    qr: createQr(app.clock),
    visitor: (exchange) => visitorOf(exchange, isTrusted),
  }
  app.onReload(async (next) => {
    const look = await lookOf(app, next)
    return () => Object.assign(portal, look)
  })
  return portal
}

/** What is derived from the texts. The address of the pages stays. */
async function lookOf(app: App, next: Config): Promise<Pick<Portal, 'assets' | 'pages'>> {
  const config = { ...next, public: app.config.public }
  const assets = await loadAssets(config)
  return { assets, pages: createPages({ config, serverName: app.serverName }, assets) }
}
