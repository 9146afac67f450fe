import { mintFirst, mintWayBack, wayBackMs } from '../../core/people/ways-back.ts'
import type { Redeemed } from '../../core/redemption/redemption.ts'
import { cookieNames } from '../kit/cookies.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { pageFor, redirect, setCookie } from './reply.ts'

type Answer = (portal: Portal, exchange: Exchange, secret: string) => Response | Promise<Response>

/**
 * The answer to somebody whose account was made: a new way back in, which a cookie keeps as well, so that
 * this browser is known again at the invitation.
 */
export async function answerMade(
  portal: Portal,
  exchange: Exchange,
  { account, again }: Pick<Redeemed, 'account' | 'again'>,
  answer: Answer = toMe,
): Promise<Response> {
  const { secret } = await (again ? mintWayBack : mintFirst)(portal.app, account)
  const response = await answer(portal, exchange, secret)
  setCookie(response, portal, cookieNames.me, secret, wayBackMs / 1000)
  return response
}

/** A 303 to the page of the account, so that password managers offer to save. It needs no cookie. */
export const toMe = (portal: Portal, exchange: Exchange, secret: string): Response => {
  const { paths } = pageFor(portal, exchange)
  const language = portal.pages.known(exchange.req.query('lang'))
  return redirect(paths.me(secret) + (language === undefined ? '' : `?lang=${language}`))
}
