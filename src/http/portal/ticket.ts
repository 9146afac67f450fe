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

/** How long a browser waits for what it asked for before it is told how things stand, in ms. */
const ticketAfterMs = 2_000

/** How long an answer is kept that nobody collects, in ms. */
const ticketTtlMs = 10 * 60_000

/** Answers kept at once; whose has gone learns from the database how things stand. */
const maxTickets = 5_000

/** What came of buttons that were pressed here and have a ticket, by browser. */
export type Tickets = Map<string, Promise<Accepted>>

/** The answer itself if it comes soon, otherwise the way to the page that collects it. */
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
  void shelve(portal.tickets, key, accepted)
  return redirect(pageFor(portal, exchange).paths.ticket(code))
}

/** It is kept for a while from its end on, unless the same browser presses again. */
async function shelve(tickets: Tickets, key: string, accepted: Promise<Accepted>): Promise<void> {
  await accepted.catch(() => {})
  await pause(ticketTtlMs, undefined, { ref: false })
  if (tickets.get(key) === accepted) tickets.delete(key)
}

/** Where somebody waits for the account they asked for. The page comes back by itself. */
export async function showTicket(portal: Portal, exchange: Exchange): Promise<Response> {
  const code = exchange.req.param('code') ?? ''
  const key = ticketOf(portal, exchange, code) ?? ''
  const accepted = portal.tickets.get(key)
  if (!accepted) return showStanding(portal, exchange, code)
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

/** Another process serves them, or they collected the answer before: the database knows the rest. */
async function showStanding(portal: Portal, exchange: Exchange, code: string): Promise<Response> {
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

/** What the answer is kept under: the key of this very browser, and the invitation. */
function ticketOf(portal: Portal, exchange: Exchange, code: string): string | null {
  const key = readCookie(portal, exchange, cookieNames.attempt)
  // Cookies may be long, and many.
  return key === undefined ? null : createHash('sha256').update(`${key} ${code}`).digest('base64')
}

function within<T>(work: Promise<T>): Promise<T | undefined> {
  return Promise.race([work, pause(ticketAfterMs, undefined, { ref: false })])
}
