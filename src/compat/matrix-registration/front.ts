import type { App } from '../../core/context.ts'
import type { Exchange } from '../../http/kit/route.ts'
import { createPortal, type Portal, type PortalOptions } from '../../http/portal/portal.ts'
import type { IsTrusted } from '../../shared/visitor-address.ts'
import type { Admit } from './limits.ts'
import { isForPeople, originOf } from './origin.ts'
import { addAddresses } from './addresses.ts'
import type { SurfaceOptions } from './route-context.ts'

/** The pages and their public address. */
export interface Front {
  open: (exchange: Exchange) => Promise<Portal>
  /** The public address according to this request; null if it isn't certain. */
  addressOf: (exchange: Exchange) => string | null
}

export interface FrontParts {
  options: SurfaceOptions
  isTrusted: IsTrusted
  admit: Admit
}

/**
 * The old program never knew its public address. If the file lacks it, it is derived from each request
 * that comes through a trusted proxy. It is never stored, since anybody can send any Host.
 */
export function createFront(app: App, { options, isTrusted, admit }: FrontParts): Front {
  const { publicUrlKnown } = options
  const { url } = app.config.public
  const portals = new Map<string, Promise<Portal>>()
  let warned = false
  let told = false
  const seenFrom = ({ env }: Exchange) => {
    const { headers = {}, socket } = env?.incoming ?? {}
    const peer = socket?.remoteAddress ?? null
    const forwarded = headers['x-forwarded-for'] !== undefined
    const viaProxy = forwarded && isTrusted(peer)
    if (forwarded && !viaProxy && !warned) {
      warned = true
      app.log.warn({ peer }, UNTRUSTED)
    }
    return { viaProxy, origin: originOf(headers, viaProxy) }
  }
  const addressOf: Front['addressOf'] = (exchange) => {
    if (publicUrlKnown) return url
    const { viaProxy, origin } = seenFrom(exchange)
    if (!viaProxy || origin === undefined || !isForPeople(origin)) return null
    const address = origin + new URL(url).pathname
    if (!told) app.log.info({ url: address }, SEEN)
    told = true
    return address
  }
  const portalOptions: PortalOptions = {
    admit,
    addressOf,
    pathOf: (exchange) => new URL(url).pathname + placeOf(exchange),
    isOwn: (exchange, origin) => isOwn(exchange, origin, options, url),
    joined: async ({ inviteId }, address) => {
      if (!options.settings.logAddresses || address === null) return
      await addAddresses(app.db, [{ invite_id: inviteId, address }])
    },
  }
  return {
    addressOf,
    open(exchange) {
      const { origin = '' } = seenFrom(exchange)
      // Cookies and pages depend only on the scheme.
      const site = publicUrlKnown ? url : url.replace(/^https?/, origin.split(':', 1)[0] ?? 'http')
      const opening = portals.get(site) ?? createPortal(siteAt(app, site), portalOptions)
      portals.set(site, opening)
      // The next request tries again.
      opening.catch(() => portals.delete(site))
      return opening
    },
  }
}

/** The base path of the pages. */
export const ENTRANCE = '/register'

export function tokenIn({ req }: Exchange): string {
  return (req.query('token') ?? '').trim()
}

/** Maps a request's path to the path of our own portal. */
function placeOf(exchange: Exchange): string {
  const { path } = exchange.req
  if (path !== ENTRANCE) return path.replace(/^\/register(?=\/)/, '')
  const token = tokenIn(exchange)
  return token === '' ? '/' : `/i/${encodeURIComponent(token)}`
}

/**
 * Our own pages are recognised by the host name only: a proxy may terminate https without telling us. If
 * it doesn't even forward the host name, as in the old guide, Host is this machine's, and an Origin proves
 * nothing.
 */
function isOwn(
  { req }: Exchange,
  origin: string,
  { publicUrlKnown }: SurfaceOptions,
  url: string,
): boolean {
  const from = URL.parse(origin)
  if (from === null) return false
  const own = [req.header('host'), req.header('x-forwarded-host')]
  if (origin === new URL(url).origin || own.includes(from.host)) return true
  return !publicUrlKnown && isWithin(own[1] ?? own[0] ?? '')
}

/** Whether a host is loopback, or a name without a dot (this machine or a container). */
function isWithin(host: string): boolean {
  return /^([^.:]+|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host)
}

const SEEN =
  'A request through the web server in front names this address. If it is right, add it to the ' +
  'configuration, as public.url below latchkey'

const UNTRUSTED =
  'A web server forwards visitors but is not trusted, so all of them share one rate limit: ' +
  'add its address to the configuration, as proxies.trusted below latchkey'

function siteAt(app: App, url: string): App {
  return {
    ...app,
    get config() {
      const { config } = app
      return { ...config, public: { ...config.public, url } }
    },
  }
}
