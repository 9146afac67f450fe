import { requirePermission } from '../../core/permissions.ts'
import { Problem } from '../../shared/errors.ts'
import { readBody } from './body.ts'
import type { Response } from './fetch/response.ts'
import { refuseForeign } from './origin.ts'
import { allowed, type Place } from './places.ts'
import type { Exchange, Route, RouteSet } from './route.ts'

/** A request, its route, and the dependencies of the route. */
export interface Asked {
  place: Place
  exchange: Exchange
  set: RouteSet<unknown>
  /** Undefined if the path doesn't support this method. */
  route: Route<unknown> | undefined
  work: unknown
}

/** Handles a request, or throws a Problem. */
export async function perform(asked: Asked): Promise<Response> {
  const { place, exchange, set, route, work } = asked
  const rule = route?.session ? 'session' : (route?.origin ?? set.origin)
  refuseForeign(exchange.req.raw, rule, {
    visit: route?.visit,
    isOwn: (origin) => set.isOwn?.(work, exchange, origin) ?? false,
  })
  if (route && !isRefusedHead(route, exchange)) return admit(asked, route)
  if (place.entries.size === 0) throw new Problem('not_found')
  if (exchange.req.method === 'OPTIONS' && set.options) return set.options(allowed(place))
  throw new Problem('method_not_allowed')
}

/** The only place that checks permissions. */
async function admit({ set, exchange, work }: Asked, route: Route<unknown>): Promise<Response> {
  const call = { readBody: () => readBody(exchange.req.raw, route.maxBodyBytes ?? 0) }
  if (route.allow === 'public') return route.handle(work, exchange, call)
  const actor = await set.actorOf?.(work, exchange)
  if (!actor) throw new Problem('unauthorized')
  requirePermission(actor, route.allow)
  return route.handle(work, exchange, { ...call, actor })
}

/** Hono's routes see HEAD as GET. */
function isRefusedHead({ head }: Route<unknown>, { env }: Exchange): boolean {
  return head === false && env?.incoming.method === 'HEAD'
}
