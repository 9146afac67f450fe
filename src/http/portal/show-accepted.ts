import type { Response } from '../kit/fetch/response.ts'
import { cookieNames } from '../kit/cookies.ts'
import { accountPage } from './views/account.ts'
import type { Accepted, Form } from './accept.ts'
import { newKey, returnedKey } from './attempt-key.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { pageFor, reply, setCookie } from './reply.ts'
import { answerMade } from './way-back.ts'

/** Max-Age of the attempt key's cookie, in seconds. */
const attemptLife = 3600

/** The response for the result of a form: a redirect to the page of the account, or the form again. */
export async function showAccepted(
  portal: Portal,
  exchange: Exchange,
  accepted: Accepted,
): Promise<Response> {
  if ('form' in accepted) return replyForm(portal, exchange, accepted.form)
  return answerMade(portal, exchange, accepted.redeemed)
}

export async function replyForm(
  portal: Portal,
  exchange: Exchange,
  { invite, attemptKey, ...form }: Form,
): Promise<Response> {
  const page = pageFor(portal, exchange)
  const { config, homeserver } = portal.app
  const { requires, passwordLimit } = homeserver
  const { minLength, maxLength } = config.passwords
  const passwords = { minLength, maxLength: Math.min(maxLength, passwordLimit?.max ?? maxLength) }
  const terms = (await homeserver.terms?.([page.catalogue.tag])) ?? []
  const known = returnedKey(portal, exchange)
  // Never the cookie's own key: no script may read that.
  const attempt = known === null ? (attemptKey ?? newKey(portal)) : null
  const { code, for_name: forName } = invite
  const model = { code, forName, passwords, requires, terms, attempt, ...form }
  const text = accountPage(page, model)
  const status = form.problems.length > 0 ? 422 : 200
  const response = reply(portal, exchange, page, text, { status, form: true })
  if (known === null) setCookie(response, portal, cookieNames.attempt, newKey(portal), attemptLife)
  return response
}
