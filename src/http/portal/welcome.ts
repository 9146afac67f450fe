import type { Redeemed } from '../../core/redemption/redemption.ts'
import type { Response } from '../kit/fetch/response.ts'
import { cookieNames, openWelcome, sealWelcome, type Welcome } from '../kit/cookies.ts'
import { keepsCookies } from './attempt-key.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { pageFor, readCookie, redirect, setCookie } from './reply.ts'

/** Max-Age of the welcome cookie, in seconds. */
const life = 24 * 3600

export function toWelcome(portal: Portal, exchange: Exchange, welcome: Welcome): Response {
  return redirect(linkOf(portal, exchange, welcome))
}

/** The content of the welcome cookie. */
export function welcomeFrom(
  { app }: Portal,
  { localpart, inviteId, handOver, awaitsApproval }: Redeemed,
): Welcome {
  return {
    name: localpart,
    invite: inviteId,
    until: app.clock() + life * 1000,
    ...(handOver && { handOver }),
    ...(awaitsApproval && { awaitsApproval }),
  }
}

/** Sets the welcome cookie, with which this browser can return to the hand-off page. */
export function rememberWelcome(portal: Portal, response: Response, welcome: Welcome): Response {
  const sealed = sealWelcome(welcome, portal.app.cookieKey)
  setCookie(response, portal, cookieNames.welcome, sealed, life)
  return response
}

/** The content of this browser's welcome cookie, or of a link without cookies (`linkOf`), if valid. */
export function welcomeOf(portal: Portal, exchange: Exchange): Welcome | null {
  const { cookieKey, clock } = portal.app
  const open = (sealed: string | undefined) => openWelcome(sealed, cookieKey, clock())
  return (
    open(readCookie(portal, exchange, cookieNames.welcome)) ?? open(exchange.req.query(carried))
  )
}

/** The parameter that carries what is in the welcome cookie elsewhere. */
const carried = 'in'

/**
 * The address of the hand-off page. For a browser without cookies it carries what the cookie would, for as
 * long: like an invitation's address it stands in the web server's log.
 */
export function linkOf(
  portal: Portal,
  exchange: Exchange,
  welcome: Welcome,
  more: Record<string, string> = {},
): string {
  const { welcome: path } = pageFor(portal, exchange).paths
  const query = new URLSearchParams(more)
  if (!keepsCookies(portal, exchange)) {
    query.set(carried, sealWelcome(welcome, portal.app.cookieKey))
  }
  return query.size === 0 ? path : `${path}?${query.toString()}`
}
