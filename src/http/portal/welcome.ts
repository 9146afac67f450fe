import type { Redeemed } from '../../core/redemption/redemption.ts'
import type { Response } from '../kit/fetch/response.ts'
import { cookieNames, openWelcome, sealWelcome, type Welcome } from '../kit/cookies.ts'
import { keepsCookies } from './attempt-key.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { pageFor, readCookie, redirect, setCookie } from './reply.ts'

/** Max-Age of the welcome cookie, in seconds. */
const life = 24 * 3600

export function toWelcome(portal: Portal, exchange: Exchange): Response {
  return redirect(pageFor(portal, exchange).paths.welcome)
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
  const sealed = exchange.req.query('in') ?? readCookie(portal, exchange, cookieNames.welcome)
  return openWelcome(sealed, cookieKey, clock())
}

/** The hand-off page's own address, to which a parameter can be appended. */
export function linkOf(portal: Portal, exchange: Exchange, welcome: Welcome): string {
  const { paths } = pageFor(portal, exchange)
  if (keepsCookies(portal, exchange)) return `${paths.welcome}?`
  return `${paths.welcome}?in=${sealWelcome(welcome, portal.app.cookieKey)}&`
}
