import type { Context as HonoContext } from 'hono'
import type { App } from '../../core/context.ts'
import { randomText } from '../../shared/ids.ts'
import type { MayWait } from '../../core/redemption/place.ts'
import { loadAssets, type Assets } from './assets.ts'
import type { Connection } from '../kit/fetch/listener.ts'
import { type Limit, limitOf } from '../kit/limits.ts'
import { createPages, type Pages } from './pages.ts'
import { createPlaceWaits } from './place-waits.ts'
import { createQr } from './qr.ts'
import type { Tickets } from './ticket.ts'
import {
  type IsTrusted,
  networkOf,
  trustedProxies,
  visitorAddress,
} from '../../shared/visitor-address.ts'

/** One request and the means to answer it. */
export type Exchange = HonoContext<{ Bindings: Connection | undefined }>

/** What the pages work with. */
export interface Portal {
  app: App
  assets: Assets
  pages: Pages
  publicUrl: URL
  limits: { wrongCodes: Limit; nameChecks: Limit }
  /** Who may wait on a full invitation, by network. */
  placeWaits: (network: string) => MayWait
  tickets: Tickets
  isTrusted: IsTrusted
  admit: NonNullable<PortalOptions['admit']>
  addressOf: NonNullable<PortalOptions['addressOf']>
  /** A QR code as SVG; null where too many new ones are asked for. */
  qr: (text: string) => string | null
  visitor: (exchange: Exchange) => Visitor
  /** Tells the requests of all processes apart in the log. */
  nextRequestId: () => string
}

export interface Visitor {
  /** Who is connected: the visitor, or a web server in front. */
  peer: string | null
  address: string | null
  /** Whom limits count as one. */
  network: string
}

/** What a predecessor's surface does otherwise. */
export interface PortalOptions {
  /** Counts a request for an account before the homeserver is asked; throws where they are too many. */
  admit?: (visitor: Visitor) => Promise<void>
  /** Where people reach the portal, without a slash at the end; null where that isn't certain. */
  addressOf?: (exchange: Exchange) => string | null
}

export async function createPortal(app: App, options: PortalOptions = {}): Promise<Portal> {
  const { config } = app
  const assets = await loadAssets(config)
  const start = randomText(app.random, 6)
  let requests = 0
  const isTrusted = trustedProxies(config.proxies.trusted)
  return {
    app,
    assets,
    pages: createPages(config, assets),
    publicUrl: new URL(config.public.url),
    limits: {
      wrongCodes: limitOf(app, 'wrongCodes'),
      nameChecks: limitOf(app, 'nameChecks'),
    },
    placeWaits: createPlaceWaits(limitOf(app, 'failedPosts')),
    tickets: new Map(),
    isTrusted,
    admit: options.admit ?? (async () => {}),
    addressOf: options.addressOf ?? (() => config.public.url),
    qr: createQr(app.clock),
    nextRequestId: () => `${start}-${++requests}`,
    visitor({ env, req }) {
      const peer = env?.incoming.socket.remoteAddress ?? null
      const address = visitorAddress(peer, (name) => req.header(name), isTrusted)
      return { peer, address, network: networkOf(address) }
    },
  }
}
