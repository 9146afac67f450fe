import { cookieNames, openSealed, seal } from '../kit/cookies.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { readCookie, setCookie } from './reply.ts'

/** The Matrix address that somebody gave with an invitation: what a browser may be shown again. */
interface Typed {
  invite: string
  address: string
}

/** Max-Age of its cookie, in seconds. */
const life = 24 * 3600

export function rememberTyped(portal: Portal, response: Response, typed: Typed): Response {
  const { clock, cookieKey } = portal.app
  const content = { until: clock() + life * 1000, ...typed }
  setCookie(response, portal, cookieNames.matrix, seal(content, cookieKey, 'matrix'), life)
  return response
}

/** The address that this browser gave with this invitation; null: none. */
export function typedOf(portal: Portal, exchange: Exchange, { id }: { id: string }): string | null {
  const { cookieKey, clock } = portal.app
  const sealed = readCookie(portal, exchange, cookieNames.matrix)
  const content = openSealed(sealed, cookieKey, clock(), 'matrix') as
    | (Typed & { until: number })
    | null
  return content?.invite === id ? content.address : null
}
