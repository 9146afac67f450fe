import type { Redeemed } from '../../core/redemption/redemption.ts'
import type { Response } from '../kit/fetch/response.ts'
import { cookieNames, openWelcome, sealWelcome, type Welcome } from '../kit/cookies.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { pageFor, readCookie, redirect, setCookie } from './reply.ts'

/** Max-Age of the welcome cookie, in seconds. */
const life = 24 * 3600

export function toWelcome(portal: Portal, exchange: Exchange): Response {
  return redirect(pageFor(portal, exchange).paths.welcome)
}

/** Sets the welcome cookie, with which this browser can return to the hand-off page. */
export function rememberWelcome(
  portal: Portal,
  response: Response,
  { localpart, inviteId, handOver, awaitsApproval }: Redeemed,
): Response {
  const { app } = portal
  const until = app.clock() + life * 1000
  const welcome = {
    name: localpart,
    invite: inviteId,
    until,
    ...(handOver && { handOver }),
    ...(awaitsApproval && { awaitsApproval }),
  }
  const sealed = sealWelcome(welcome, app.cookieKey)
  setCookie(response, portal, cookieNames.welcome, sealed, life)
  return response
}

/** The content of this browser's welcome cookie, if valid. */
export function welcomeOf(portal: Portal, exchange: Exchange): Welcome | null {
  const { cookieKey, clock } = portal.app
  return openWelcome(readCookie(portal, exchange, cookieNames.welcome), cookieKey, clock())
}
