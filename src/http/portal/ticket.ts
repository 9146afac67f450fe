import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { attemptOf } from '../../core/redemption/recognition.ts'
import { Problem } from '../../shared/errors.ts'
import type { Response } from '../kit/fetch/response.ts'
import { cookieNames } from '../kit/cookies.ts'
import type { Accepted } from './accept.ts'
import { showAccepted } from './show-accepted.ts'
import { statePage } from './views/state.ts'
import { invitationOf } from './invitation.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { pageFor, readCookie, redirect, reply } from './reply.ts'
import { rememberWelcome, toWelcome } from './welcome.ts'

/** How long a response waits for the account before it redirects to the waiting page, in ms. */
const ticketAfterMs = 2_000

/** TTL of a result that nobody collects, in ms. */
const ticketTtlMs = 10 * 60_000

/** Maximum number of stored results. If one was dropped, the database tells the state. */
const maxTickets = 5_000

/** Results of forms in this process, by browser and invitation. */
export type Tickets = Map<string, Promise<Accepted>>

/** The result if it is ready soon, otherwise a redirect to the waiting page. */
export async function takeTicket(
  portal: Portal,
  exchange: Exchange,
  code: string,
  accepted: Promise<Accepted>,
): Promise<Response> {
  const soon = await within(accepted)
  if (soon !== undefined) return showAccepted(portal, exchange, soon)
  const key = ticketOf(portal, exchange, code) ?? ''
  for (const oldest of portal.tickets.size >= maxTickets ? portal.tickets.keys().take(1) : []) {
    portal.tickets.delete(oldest)
  }
  portal.tickets.set(key, accepted)
  portal.app.waitUntil(accepted)
  void storeTicket(portal.tickets, key, accepted)
  return redirect(pageFor(portal, exchange).paths.ticket(code))
}

/** Stores a result until its TTL after it is ready, unless the same browser submits again. */
async function storeTicket(
  tickets: Tickets,
  key: string,
  accepted: Promise<Accepted>,
): Promise<void> {
  await accepted.catch(() => {})
  await pause(ticketTtlMs, undefined, { ref: false })
  if (tickets.get(key) === accepted) tickets.delete(key)
}

/** The waiting page, which reloads itself. */
export async function showTicket(portal: Portal, exchange: Exchange): Promise<Response> {
  const code = exchange.req.param('code') ?? ''
  const key = ticketOf(portal, exchange, code) ?? ''
  const accepted = portal.tickets.get(key)
  if (!accepted) return showState(portal, exchange, code)
  try {
    const soon = await within(accepted)
    if (soon === undefined) return showWaiting(portal, exchange)
    portal.tickets.delete(key)
    return showAccepted(portal, exchange, soon)
  } catch (error) {
    portal.tickets.delete(key)
    throw error
  }
}

/** The result is in another process or was collected before, so the state comes from the database. */
async function showState(portal: Portal, exchange: Exchange, code: string): Promise<Response> {
  const invite = await invitationOf(portal, exchange)
  const key = readCookie(portal, exchange, cookieNames.attempt)
  const attempt = await attemptOf(portal.app, invite.id, key ?? null)
  switch (attempt?.outcome) {
    case 'created': {
      const { localpart, awaits_approval: awaits } = attempt
      const redeemed = { localpart, inviteId: invite.id, again: true, handOver: null }
      const welcome = { ...redeemed, awaitsApproval: awaits === 1 }
      return rememberWelcome(portal, toWelcome(portal, exchange), welcome)
    }
    case 'unknown':
      throw new Problem('outcome_unknown', { retryAfter: 15 })
    case null:
      return showWaiting(portal, exchange)
    default:
      return redirect(pageFor(portal, exchange).paths.account(code))
  }
}

function showWaiting(portal: Portal, exchange: Exchange): Response {
  const page = pageFor(portal, exchange)
  const back = page.paths.ticket(exchange.req.param('code') ?? '')
  const response = reply(portal, exchange, page, statePage(page, { state: 'waiting', back }))
  response.headers.set('refresh', '2')
  return response
}

/** The key of a result: this browser's attempt key and the invitation. */
function ticketOf(portal: Portal, exchange: Exchange, code: string): string | null {
  const key = readCookie(portal, exchange, cookieNames.attempt)
  // Hashed, because cookies may be long.
  return key === undefined ? null : createHash('sha256').update(`${key} ${code}`).digest('base64')
}

function within<T>(work: Promise<T>): Promise<T | undefined> {
  return Promise.race([work, pause(ticketAfterMs, undefined, { ref: false })])
}
