import { Response } from '../kit/fetch/response.ts'
import { isOriginOf } from '../kit/origin.ts'
import type { Exchange, RouteSet } from '../kit/route.ts'
import { problemResponse } from './problem.ts'

/** On every answer. A page that shows something adds to the policy what it needs. */
const headers = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** The name by which this listener was called. */
export function hostOf({ req }: Exchange): string {
  return req.header('host') ?? new URL(req.url).host
}

/** What all routes of the private listener have in common. */
export const operatorsSet: Omit<RouteSet<unknown>, 'actorOf'> = {
  routes: [],
  origin: 'own',
  isOwn: (_work, exchange, origin) => isOriginOf(hostOf(exchange), origin),
  refuse: (_work, _exchange, problem) => problemResponse(problem),
  options: (allow) => new Response(null, { status: 204, headers: { allow } }),
  finish(response) {
    for (const [name, value] of Object.entries(headers)) {
      if (!response.headers.has(name)) response.headers.set(name, value)
    }
    return response
  },
}
