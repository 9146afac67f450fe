import { refuseClosed } from '../../core/invites/invite.ts'
import type { Response } from '../kit/fetch/response.ts'
import { cookieNames } from '../kit/cookies.ts'
import { readForm } from '../kit/forms.ts'
import { acceptPost, maxWaits, type Posted } from './accept.ts'
import { invitationOf } from './invitation.ts'
import type { Call, Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { readCookie } from './reply.ts'
import { replyForm, showAccepted } from './show-accepted.ts'
import { takeTicket } from './ticket.ts'

export async function showAccount(portal: Portal, exchange: Exchange): Promise<Response> {
  const invite = await invitationOf(portal, exchange)
  refuseClosed(invite, portal.app.clock())
  const name = exchange.req.query('name') ?? ''
  return replyForm(portal, exchange, { invite, name, problems: [], suggestions: [] })
}

/** Handles the account form: the result if it is ready soon, otherwise a redirect to the waiting page. */
export async function makeAccount(
  portal: Portal,
  exchange: Exchange,
  call: Call,
): Promise<Response> {
  const posted = await readPosted(exchange, call)
  const hasKey = readCookie(portal, exchange, cookieNames.attempt) !== undefined
  const maxWaitMs = hasKey ? maxWaits.withTicket : maxWaits.withoutTicket
  const { accepted } = await acceptPost(portal, exchange, posted, maxWaitMs)
  if (hasKey) return takeTicket(portal, exchange, posted.code, accepted)
  return showAccepted(portal, exchange, await accepted)
}

async function readPosted(exchange: Exchange, call: Call): Promise<Posted> {
  const { req } = exchange
  const form = await readForm(exchange, call)
  return {
    code: req.param('code') ?? '',
    name: form.get('name') ?? '',
    password: form.get('password') ?? '',
    confirm: form.get('confirm'),
    email: form.get('email'),
    terms: form.get('terms')?.split(' ') ?? [],
  }
}
