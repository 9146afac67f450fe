import { Response } from '../kit/fetch/response.ts'
import { isOriginOf } from '../kit/origin.ts'
import type { Exchange, RouteSet } from '../kit/route.ts'
import { problemResponse } from './problem.ts'

/** Headers of every response. A page extends the policy by what it needs. */
const headers = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** The Host of a request. */
export function hostOf({ req }: Exchange): string {
  return req.header('host') ?? new URL(req.url).host
}

/** What all routes of the private listener share. */
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
