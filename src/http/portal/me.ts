import { endWaysBackBy, noteUse, wayBackLink, wayBackOf } from '../../core/people/ways-back.ts'
import { roomStates } from '../../core/people/room-states.ts'
import { handOverOf } from '../../core/redemption/hand-over.ts'
import { notKnown } from '../../core/redemption/made-name.ts'
import { pageIsOpen } from '../../core/redemption/page-open.ts'
import { Problem } from '../../shared/errors.ts'
import { markAppOpened } from '../../store/accounts.ts'
import { findById } from '../../store/invites.ts'
import type { Redemption } from '../../store/redemptions.ts'
import type { FoundWayBack } from '../../store/ways-back.ts'
import { cookieNames } from '../kit/cookies.ts'
import { Response } from '../kit/fetch/response.ts'
import { privateHeaders } from '../kit/headers.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { pageFor, reply, setCookie } from './reply.ts'
import { handOffPage } from './views/hand-off.ts'
import { handOverPage } from './views/hand-over.ts'
import { platformOf } from './views/platform.ts'
import { statePage } from './views/state.ts'

/** The page of an account: how to get into an app. Shown to whoever has the link, on any device. */
export function showMe(portal: Portal, exchange: Exchange): Promise<Response> {
  return answerMe(portal, exchange, exchange.req.param('secret') ?? '')
}

export async function answerMe(
  portal: Portal,
  exchange: Exchange,
  secret: string,
): Promise<Response> {
  const way = await usableWay(portal, exchange, secret)
  if (!way) return replyOver(portal, exchange)
  await noteUse(portal.app, way)
  if (way.made !== null) return replyHandOff(portal, exchange, { way, secret })
  const redemption = await pageIsOpen(portal.app, way.account)
  if (redemption?.outcome === 'created') {
    // They finished there, perhaps under another name.
    const made = await wayBackOf(portal.app, secret)
    return made
      ? replyHandOff(portal, exchange, { way: made, secret })
      : replyOver(portal, exchange)
  }
  return replyUnmade(portal, exchange, redemption)
}

/** A wrong secret costs the visitor's network a point. A right one always works: nobody guesses it. */
async function usableWay(portal: Portal, exchange: Exchange, secret: string) {
  const way = await wayBackOf(portal.app, secret)
  if (!way) await portal.limits.wrongCodes.spend(portal.visitor(exchange).network)
  return way?.ended_at === null ? way : undefined
}

/** Expired, forgotten or never there: the page doesn't say which. */
export function replyOver(portal: Portal, exchange: Exchange): Response {
  const page = pageFor(portal, exchange)
  return reply(portal, exchange, page, statePage(page, { state: 'welcome_over' }), { status: 404 })
}

/** The account is to be finished on the homeserver's own pages, or will not be there. */
async function replyUnmade(
  portal: Portal,
  exchange: Exchange,
  redemption: Redemption | undefined,
): Promise<Response> {
  const page = pageFor(portal, exchange)
  const handOver = redemption ? await handOverOf(portal.app, redemption) : null
  if (handOver === 'unanswered') throw new Problem('homeserver_unavailable', { retryAfter: 15 })
  if (redemption?.ended_at === null && !handOver) {
    const text = statePage(page, { state: 'outcome_open', back: '?' })
    return reply(portal, exchange, page, text)
  }
  if (!redemption || !handOver) {
    const invite = redemption && (await findById(portal.app.db, redemption.invite_id))
    // That of a request opens only on the applicant's page.
    const isOpen = invite?.request_id === null
    const back = isOpen ? page.paths.invitation(invite.code) : page.paths.home
    const text = statePage(page, { state: 'place_given_back', back })
    return reply(portal, exchange, page, text, { status: 410 })
  }
  const isWaiting = exchange.req.query('done') !== undefined
  const language = portal.pages.known(exchange.req.query('lang'))
  const done = language === undefined ? '?done' : `?done&lang=${language}`
  const text = handOverPage(page, { name: redemption.localpart, ...handOver, done, isWaiting })
  const response = reply(portal, exchange, page, text)
  // With or without a script, which shows that the page is open.
  response.headers.set('refresh', isWaiting ? '15' : '60')
  return response
}

async function replyHandOff(
  portal: Portal,
  exchange: Exchange,
  { way, secret }: { way: FoundWayBack; secret: string },
): Promise<Response> {
  const { app } = portal
  const page = pageFor(portal, exchange)
  const invite = await findById(app.db, way.invite_id ?? '')
  const { greeting } = await app.profileOf(invite ?? { profile_id: null })
  const { webUrl, afterUrl } = app.config.client
  const name = way.localpart ?? notKnown
  const publicUrl = portal.addressOf(exchange)
  const text = handOffPage(page, {
    name,
    address: name === notKnown ? null : `@${name}:${page.serverName}`,
    platform: platformOf((header) => exchange.req.header(header)),
    rooms: await roomStates(app, way.account),
    greeting,
    webUrl,
    afterUrl,
    awaitsApproval: way.awaits_approval === 1,
    link: publicUrl === null ? null : wayBackLink(publicUrl, { secret }),
    endsAt: way.ends_at,
    until: way.expires_at,
    opened: page.paths.appOpened(secret),
    forget: page.paths.forgetMe(secret),
  })
  return reply(portal, exchange, page, text)
}

/** A browser tells that its owner followed a link into an app (`ping` of HTML). */
export async function noteApp(portal: Portal, exchange: Exchange): Promise<Response> {
  const way = await usableWay(portal, exchange, exchange.req.param('secret') ?? '')
  if (!way) return replyOver(portal, exchange)
  await markAppOpened(portal.app.db, way.account, portal.app.clock())
  return new Response(null, { status: 204, headers: privateHeaders('text/plain') })
}

export async function askToForget(portal: Portal, exchange: Exchange): Promise<Response> {
  const secret = exchange.req.param('secret') ?? ''
  if (!(await usableWay(portal, exchange, secret))) return replyOver(portal, exchange)
  const page = pageFor(portal, exchange)
  const { paths } = page
  const text = statePage(page, {
    state: 'forget_me',
    next: paths.forgetMe(secret),
    back: paths.me(secret),
  })
  return reply(portal, exchange, page, text, { form: true })
}

/** Ends all ways back of the account. The account stays. */
export async function forgetMe(portal: Portal, exchange: Exchange): Promise<Response> {
  const way = await usableWay(portal, exchange, exchange.req.param('secret') ?? '')
  if (!way) return replyOver(portal, exchange)
  await endWaysBackBy(portal.app, way)
  const page = pageFor(portal, exchange)
  const response = reply(portal, exchange, page, statePage(page, { state: 'me_forgotten' }))
  for (const name of [cookieNames.me, cookieNames.welcome]) setCookie(response, portal, name, '', 0)
  return response
}
