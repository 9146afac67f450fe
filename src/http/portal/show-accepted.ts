import { randomText } from '../../shared/ids.ts'
import type { Redeemed } from '../../core/redemption/redemption.ts'
import type { Response } from '../kit/fetch/response.ts'
import { cookieNames } from '../kit/cookies.ts'
import { accountPage } from './views/account.ts'
import type { Accepted, Form } from './accept.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { pageFor, readCookie, reply, setCookie } from './reply.ts'
import { rememberWelcome, toWelcome } from './welcome.ts'

/** Max-Age of the attempt key's cookie, in seconds. */
const attemptLife = 3600

/** The response for the result of a form: a 303 to the hand-off page (so that password managers offer to
 * save), or the form again. */
export async function showAccepted(
  portal: Portal,
  exchange: Exchange,
  accepted: Accepted,
  welcome: (redeemed: Redeemed) => Response = () => toWelcome(portal, exchange),
): Promise<Response> {
  if ('form' in accepted) return replyForm(portal, exchange, accepted.form)
  const { redeemed } = accepted
  return rememberWelcome(portal, welcome(redeemed), redeemed)
}

export async function replyForm(
  portal: Portal,
  exchange: Exchange,
  { invite, ...form }: Form,
): Promise<Response> {
  const page = pageFor(portal, exchange)
  const { config, homeserver } = portal.app
  const { requires, passwordLimit } = homeserver
  const { minLength, maxLength } = config.passwords
  const passwords = { minLength, maxLength: Math.min(maxLength, passwordLimit?.max ?? maxLength) }
  const terms = (await homeserver.terms?.([page.catalogue.tag])) ?? []
  const text = accountPage(page, { code: invite.code, passwords, requires, terms, ...form })
  const status = form.problems.length > 0 ? 422 : 200
  const response = reply(portal, exchange, page, text, { status, form: true })
  if (readCookie(portal, exchange, cookieNames.attempt) === undefined) {
    setCookie(response, portal, cookieNames.attempt, randomText(portal.app.random, 32), attemptLife)
  }
  return response
}
