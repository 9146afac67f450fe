import { Hono } from 'hono'
import type { App } from '../../core/context.ts'
import type { Exchange, Visitor } from '../../http/portal/portal.ts'
import {
  type IsTrusted,
  networkOf,
  trustedProxies,
  visitorAddress,
} from '../../shared/visitor-address.ts'
import { answer } from './answer.ts'
import { apiRoutes } from './api-routes.ts'
import { pageRoutes } from './page-routes.ts'
import type { PredecessorSettings } from './settings.ts'
import { fetchOf, forHono } from '../../http/kit/fetch/hono.ts'
import type { Fetch } from '../../http/kit/fetch/listener.ts'
import type { Request } from '../../http/kit/fetch/request.ts'

export interface SurfaceOptions {
  settings: PredecessorSettings
  /** Whether somebody said under which address people come. */
  publicUrlKnown: boolean
}

/**
 * matrix-registration's one listener as a fetch handler: both generations of its API, Synapse's calls
 * for registration tokens, and the pages below `/register`. With `base_url` before the path or not.
 */
export async function createSurface(app: App, options: SurfaceOptions): Promise<Fetch> {
  const isTrusted = trustedProxies(app.config.proxies.trusted)
  const http = new Hono<{ Bindings: Exchange['env'] }>({
    getPath: pathBelow(options.settings.baseUrl),
  })
  const routes = { ...apiRoutes(app), ...pageRoutes(app, options, isTrusted) }
  for (const [path, handles] of Object.entries(routes)) {
    const route = { path, handles }
    http.all(path, (exchange) =>
      forHono(answer(app, exchange, route, visitorOf(exchange, isTrusted))),
    )
  }
  return fetchOf(http)
}

function visitorOf({ env, req }: Exchange, isTrusted: IsTrusted): Visitor {
  const peer = env?.incoming.socket.remoteAddress ?? null
  const address = visitorAddress(peer, (name) => req.header(name), isTrusted)
  return { peer, address, network: networkOf(address) }
}

/** The path without `base_url`, `/` where nothing is left of it. */
function pathBelow(base: string): (request: Request) => string {
  return ({ url }) => {
    const { pathname } = new URL(url)
    const isBelow = pathname === base || pathname.startsWith(`${base}/`)
    return base !== '' && isBelow ? pathname.slice(base.length) || '/' : pathname
  }
}
