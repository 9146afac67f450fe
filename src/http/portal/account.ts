import { refuseClosed } from '../../core/invites/invite.ts'
import { Problem } from '../../shared/errors.ts'
import type { Response } from '../kit/fetch/response.ts'
import { readForm } from '../kit/forms.ts'
import { acceptPost, maxWaits, type Posted } from './accept.ts'
import { invitationOf } from './invitation.ts'
import type { Call, Exchange } from '../kit/route.ts'
import { postedKey } from './attempt-key.ts'
import type { Portal } from './portal.ts'
import { pageFor, redirect } from './reply.ts'
import { replyForm, showAccepted } from './show-accepted.ts'
import { takeTicket } from './ticket.ts'

export async function showAccount(portal: Portal, exchange: Exchange): Promise<Response> {
  const invite = await invitationOf(portal, exchange)
  refuseClosed(invite, portal.app.clock())
  if (portal.app.homeserver.kind === 'none') {
    return redirect(pageFor(portal, exchange).paths.matrix(invite.code))
  }
  const name = exchange.req.query('name') ?? ''
  return replyForm(portal, exchange, { invite, name, problems: [], suggestions: [] })
}

/** Handles the account form: the result if it is ready soon, otherwise a redirect to the waiting page. */
export async function makeAccount(
  portal: Portal,
  exchange: Exchange,
  call: Call,
): Promise<Response> {
  if (portal.app.homeserver.kind === 'none') throw new Problem('not_found')
  const posted = await readPosted(portal, exchange, call)
  const { code, attemptKey } = posted
  const maxWaitMs = attemptKey === null ? maxWaits.withoutTicket : maxWaits.withTicket
  const { accepted } = await acceptPost(portal, exchange, posted, maxWaitMs)
  if (attemptKey !== null) return takeTicket(portal, exchange, { code, attemptKey }, accepted)
  // No form of ours, but a script: it waits for the redirect.
  return showAccepted(portal, exchange, await accepted)
}

async function readPosted(portal: Portal, exchange: Exchange, call: Call): Promise<Posted> {
  const { req } = exchange
  const form = await readForm(exchange, call)
  return {
    code: req.param('code') ?? '',
    name: form.get('name') ?? '',
    password: form.get('password') ?? '',
    confirm: form.get('confirm'),
    email: form.get('email'),
    terms: form.get('terms')?.split(' ') ?? [],
    attemptKey: postedKey(portal, exchange, form.get('attempt')),
  }
}
