import type { Context as HonoContext } from 'hono'
import type { App } from '../../app.ts'
import { randomText } from '../../core/code.ts'
import { loadAssets, type Assets } from '../assets.ts'
import type { Connection } from '../fetch/listener.ts'
import { type Limit, limitOf } from '../limits.ts'
import { createPages, type Pages } from '../pages.ts'
import type { Tickets } from './ticket.ts'
import { type IsTrusted, networkOf, trustedProxies, visitorAddress } from '../visitor.ts'

/** One request and the means to answer it. */
export type Exchange = HonoContext<{ Bindings: Connection | undefined }>

/** What the pages work with. */
export interface Portal {
  app: App
  assets: Assets
  pages: Pages
  publicUrl: URL
  limits: { wrongCodes: Limit; failedPosts: Limit; nameChecks: Limit }
  tickets: Tickets
  isTrusted: IsTrusted
  visitor: (exchange: Exchange) => Visitor
  /** Tells the requests of all processes apart in the log. */
  nextRequestId: () => string
}

export interface Visitor {
  address: string | null
  /** Whom limits count as one. */
  network: string
}

export async function createPortal(app: App): Promise<Portal> {
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
      failedPosts: limitOf(app, 'failedPosts'),
      nameChecks: limitOf(app, 'nameChecks'),
    },
    tickets: new Map(),
    isTrusted,
    nextRequestId: () => `${start}-${++requests}`,
    visitor({ env, req }) {
      const peer = env?.incoming.socket.remoteAddress ?? null
      const address = visitorAddress(peer, (name) => req.header(name), isTrusted)
      return { address, network: networkOf(address) }
    },
  }
}
