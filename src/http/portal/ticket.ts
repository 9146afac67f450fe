import { setTimeout as pause } from 'node:timers/promises'
import { attemptOf, digestOf } from '../../core/redemption/recognition.ts'
import { isHandedOver } from '../../core/redemption/hand-over.ts'
import { mayComeLate } from '../../core/redemption/settle.ts'
import { Problem } from '../../shared/errors.ts'
import type { Redemption } from '../../store/redemptions.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Accepted } from './accept.ts'
import { returnedKey } from './attempt-key.ts'
import { showAccepted } from './show-accepted.ts'
import { type StateName, statePage } from './views/state.ts'
import { invitationOf } from './invitation.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { pageFor, redirect, reply } from './reply.ts'
import { answerMade } from './way-back.ts'

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
  { code, attemptKey }: { code: string; attemptKey: string },
  accepted: Promise<Accepted>,
): Promise<Response> {
  const attempt = digestOf(attemptKey)
  const { ticket } = pageFor(portal, exchange).paths
  // Without its cookie the link carries the digest of the key. A digest can only be used to look.
  const query = returnedKey(portal, exchange) === null ? `?of=${attempt}` : ''
  const soon = await within(accepted.catch(orUndecided))
  if (soon === 'undecided') return redirect(ticket(code) + query)
  if (soon !== undefined) return showAccepted(portal, exchange, soon)
  keep(portal, ticketOf(attempt, code), accepted)
  return redirect(ticket(code) + query)
}

function keep({ app, tickets }: Portal, key: string, accepted: Promise<Accepted>): void {
  for (const oldest of tickets.size >= maxTickets ? tickets.keys().take(1) : []) {
    tickets.delete(oldest)
  }
  tickets.set(key, accepted)
  app.waitUntil(accepted)
  void storeTicket(tickets, key, accepted)
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

/** An undecided account may exist a moment later, so the page waits instead of showing an error. */
function orUndecided(error: unknown): 'undecided' {
  if (error instanceof Problem && error.code === 'outcome_unknown') return 'undecided'
  throw error
}

/** The waiting page, which reloads itself. */
export async function showTicket(portal: Portal, exchange: Exchange): Promise<Response> {
  const code = exchange.req.param('code') ?? ''
  const attempt = attemptIn(portal, exchange)
  const key = ticketOf(attempt ?? '', code)
  const accepted = portal.tickets.get(key)
  if (!accepted) return showState(portal, exchange, attempt)
  try {
    const soon = await within(accepted.catch(orUndecided))
    if (soon === undefined) return showWaiting(portal, exchange, 'waiting')
    portal.tickets.delete(key)
    if (soon === 'undecided') return showState(portal, exchange, attempt)
    return showAccepted(portal, exchange, soon)
  } catch (error) {
    portal.tickets.delete(key)
    throw error
  }
}

/** The result is in another process or was collected before, so the state comes from the database. */
async function showState(
  portal: Portal,
  exchange: Exchange,
  digest: string | null,
): Promise<Response> {
  const invite = await invitationOf(portal, exchange)
  const attempt = digest === null ? undefined : await attemptOf(portal.app, invite.id, digest)
  switch (attempt?.outcome) {
    case 'created':
      return answerMade(portal, exchange, { account: attempt.id, again: true })
    case 'unknown':
      return showUndecided(portal, exchange, attempt)
    case null:
      return showWaiting(portal, exchange, 'waiting')
    default:
      return redirect(pageFor(portal, exchange).paths.account(invite.code))
  }
}

/** With two steps the person has to continue: in the homeserver's own form, or in ours with the password. */
async function showUndecided(
  portal: Portal,
  exchange: Exchange,
  attempt: Redemption,
): Promise<Response> {
  const { secondStep, requires } = portal.app.homeserver
  const page = pageFor(portal, exchange)
  if (secondStep && requires.password) {
    const back = page.paths.account(exchange.req.param('code') ?? '')
    return reply(portal, exchange, page, statePage(page, { state: 'account_unfinished', back }))
  }
  if (isHandedOver(portal.app, attempt)) {
    return answerMade(portal, exchange, { account: attempt.id, again: true })
  }
  const isOpen = mayComeLate(portal.app, attempt)
  return showWaiting(portal, exchange, isOpen ? 'outcome_unknown' : 'outcome_open')
}

/** Seconds after which each waiting page reloads. */
const looksAfter = { waiting: 2, outcome_unknown: 5, outcome_open: 15 } satisfies Partial<
  Record<StateName, number>
>

function showWaiting(portal: Portal, exchange: Exchange, state: keyof typeof looksAfter): Response {
  const page = pageFor(portal, exchange)
  const of = exchange.req.query('of')
  const ticket = page.paths.ticket(exchange.req.param('code') ?? '')
  const back = of === undefined ? ticket : `${ticket}?of=${encodeURIComponent(of)}`
  const response = reply(portal, exchange, page, statePage(page, { state, back }))
  response.headers.set('refresh', String(looksAfter[state]))
  return response
}

/** The digest of the attempt key: from the link, or of the cookie. */
function attemptIn(portal: Portal, exchange: Exchange): string | null {
  const key = returnedKey(portal, exchange)
  return exchange.req.query('of') ?? (key === null ? null : digestOf(key))
}

/** The key of a result: the digest of the attempt key, and the invitation. */
function ticketOf(attempt: string, code: string): string {
  return `${attempt} ${code}`
}

function within<T>(work: Promise<T>): Promise<T | undefined> {
  return Promise.race([work, pause(ticketAfterMs, undefined, { ref: false })])
}
