import { pageIsOpen } from '../../core/redemption/page-open.ts'
import { nameOf, notKnown } from '../../core/redemption/made-name.ts'
import type { HandOver } from '../../ports/homeserver.ts'
import { findById } from '../../store/invites.ts'
import type { Redemption } from '../../store/redemptions.ts'
import type { Welcome } from '../kit/cookies.ts'
import { handOffPage } from './views/hand-off.ts'
import { handOverPage } from './views/hand-over.ts'
import { platformOf } from './views/platform.ts'
import { statePage } from './views/state.ts'
import { pageFor, reply } from './reply.ts'
import { keepsCookies } from './attempt-key.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { linkOf, rememberWelcome, welcomeOf } from './welcome.ts'
import type { Response } from '../kit/fetch/response.ts'

/** The hand-off page: how to get into an app. Shown to the browser with the welcome cookie. */
export async function showWelcome(portal: Portal, exchange: Exchange): Promise<Response> {
  const page = pageFor(portal, exchange)
  const welcome = welcomeOf(portal, exchange)
  if (welcome === null) {
    const text = statePage(page, { state: 'welcome_over' })
    return reply(portal, exchange, page, text, { status: 404 })
  }
  const { handOver, name: localpart, invite: inviteId } = welcome
  if (!handOver) return replyHandOff(portal, exchange, welcome)
  const standing = await pageIsOpen(portal.app, { inviteId, localpart })
  if (standing?.outcome === 'created') return replyMade(portal, exchange, welcome, standing)
  if (standing?.ended_at === null) return replyHandOver(portal, exchange, { ...welcome, handOver })
  const invite = await findById(portal.app.db, inviteId)
  const back = invite ? page.paths.invitation(invite.code) : page.paths.home
  const text = statePage(page, { state: 'place_given_back', back })
  return reply(portal, exchange, page, text, { status: 410 })
}

/** They finished there, perhaps under another name: from now on this browser is known by that. */
async function replyMade(
  portal: Portal,
  exchange: Exchange,
  { handOver, ...welcome }: Welcome,
  made: Redemption,
): Promise<Response> {
  const known = { ...welcome, name: nameOf(made) }
  const response = await replyHandOff(portal, exchange, known)
  return handOver && known.name !== notKnown ? rememberWelcome(portal, response, known) : response
}

/** The first page after success: the hand-off page, or the link to the homeserver's own form. */
export async function replyWelcome(
  portal: Portal,
  exchange: Exchange,
  welcome: Welcome,
): Promise<Response> {
  return welcome.handOver
    ? replyHandOver(portal, exchange, { ...welcome, handOver: welcome.handOver })
    : replyHandOff(portal, exchange, welcome)
}

/** The page reloads every minute, with or without a script, which shows that it is open. */
function replyHandOver(portal: Portal, exchange: Exchange, welcome: WithHandOver): Response {
  const page = pageFor(portal, exchange)
  const { name, handOver } = welcome
  const isWaiting = exchange.req.query('done') !== undefined
  const language = portal.pages.known(exchange.req.query('lang'))
  const link = (more?: Record<string, string>) =>
    linkOf(portal, exchange, welcome, { ...(language && { lang: language }), ...more })
  const text = handOverPage(page, {
    name,
    ...handOver,
    done: link({ done: '' }),
    isWaiting,
    place: linkOf(portal, exchange, welcome),
  })
  const response = reply(portal, exchange, page, text)
  const seconds = isWaiting ? 15 : 60
  const refresh = keepsCookies(portal, exchange) ? `${seconds}` : `${seconds}; url=${link()}`
  response.headers.set('refresh', refresh)
  return response
}

type WithHandOver = Welcome & { handOver: HandOver }

/** The hand-off page for the account of this name. */
export async function replyHandOff(
  portal: Portal,
  exchange: Exchange,
  welcome: Welcome,
): Promise<Response> {
  const page = pageFor(portal, exchange)
  const invite = await findById(portal.app.db, welcome.invite)
  const { rooms, greeting } = await portal.app.profileOf(invite ?? { profile_id: null })
  const { name, awaitsApproval = false } = welcome
  const { webUrl, afterUrl } = portal.app.config.client
  const text = handOffPage(page, {
    name,
    address: name === notKnown ? null : `@${name}:${page.serverName}`,
    platform: platformOf((header) => exchange.req.header(header)),
    rooms,
    greeting,
    webUrl,
    afterUrl,
    awaitsApproval,
    place: linkOf(portal, exchange, welcome),
  })
  return reply(portal, exchange, page, text)
}
