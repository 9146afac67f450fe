import { notKnown } from '../../core/redemption/made-name.ts'
import { foldCode, isUnguessable } from '../../core/invites/code.ts'
import { readCode } from '../../core/invites/read-code.ts'
import { Problem } from '../../shared/errors.ts'
import {
  hasPlace,
  freePlaces,
  type InviteTerms,
  inviteStatus,
  refuseClosed,
} from '../../core/invites/invite.ts'
import { wayBackOf } from '../../core/people/ways-back.ts'
import { findInvite } from '../../core/invites/invites.ts'
import { cookieNames } from '../kit/cookies.ts'
import { invitationOfPage } from '../../core/requests/find.ts'
import { privateHeaders } from '../kit/headers.ts'
import { homePage } from './views/home.ts'
import { invitationPage } from './views/invitation.ts'
import { statePage } from './views/state.ts'
import { pageFor, readCookie, redirect, reply } from './reply.ts'
import { typedOf } from './typed-address.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { Response } from '../kit/fetch/response.ts'

/**
 * The invitation of a link, or of a text in its place. That of a request opens by the secret of the
 * applicant's page, which stands in for its code in all links. A wrong code costs the visitor's network a point; without points, guessable
 * codes are refused. A code of 26 symbols always works.
 */
export async function invitationOf(
  portal: Portal,
  exchange: Exchange,
  code = exchange.req.param('code') ?? '',
): Promise<InviteTerms> {
  const { network } = portal.visitor(exchange)
  const { wrongCodes } = portal.limits
  const theirs = await invitationOfPage(portal.app, code)
  if (theirs) return { ...theirs, code }
  const candidates = readCode(code, portal.publicUrl.href)
  // Checked before the look-up, so that the response time reveals nothing either.
  if (!candidates.some((one) => isUnguessable(foldCode(one)))) await wrongCodes.check(network)
  const invite = await findInvite(portal.app.db, candidates)
  if (invite && isUnguessable(invite.code)) return invite
  await (invite ? wrongCodes.pass(network) : wrongCodes.spend(network))
  if (!invite) throw new Problem('invite_unknown')
  return invite
}

export function showHome(portal: Portal, exchange: Exchange): Response {
  const page = pageFor(portal, exchange)
  return reply(portal, exchange, page, homePage(page))
}

/** Redirects from a typed code or a pasted text to its invitation. */
export function enterCode(portal: Portal, exchange: Exchange): Response {
  const { paths } = pageFor(portal, exchange)
  const typed = (exchange.req.query('code') ?? '').trim()
  if (typed === '') return redirect(paths.home)
  const [exact = typed.slice(0, 64), found] = readCode(typed, portal.publicUrl.href)
  // Some proxies refuse an encoded slash. The exact text may be an imported token.
  const code = found !== undefined && /[\s/\\]/.test(exact) ? found : exact
  return redirect(paths.invitation(code.replaceAll(/\s+/g, '-').toWellFormed()))
}

export async function showInvitation(
  portal: Portal,
  exchange: Exchange,
  code?: string,
): Promise<Response> {
  const { app } = portal
  const invite = await invitationOf(portal, exchange, code)
  const page = pageFor(portal, exchange)
  const earlier = await nameMadeHere(portal, exchange, invite)
  if (earlier !== null) {
    const address = `@${earlier}:${page.serverName}`
    const isOpen = inviteStatus(invite, app.clock()) === 'active' && hasPlace(invite)
    const next = isOpen ? page.paths.next(invite.code) : null
    const text = statePage(page, { state: 'already_yours', address, next })
    return reply(portal, exchange, page, text, { form: isOpen })
  }
  if (typedOf(portal, exchange, invite) !== null) return redirect(page.paths.matrix(invite.code))
  refuseClosed(invite, app.clock())
  const { greeting } = await portal.app.profileOf(invite)
  const { homeserver } = app
  const text = invitationPage(page, {
    greeting,
    code: invite.code,
    expiresAt: invite.expires_at,
    places: invite.max_uses,
    left: freePlaces(invite) ?? 0,
    qr: portal.addressOf(exchange) !== null,
    accounts: homeserver.kind !== 'none',
    email: homeserver.requires.email || ((await homeserver.formAsksForEmail?.()) ?? false),
  })
  return reply(portal, exchange, page, text)
}

/** The name of the account that this browser has made with the invitation. */
async function nameMadeHere(
  portal: Portal,
  exchange: Exchange,
  invite: InviteTerms,
): Promise<string | null> {
  const secret = readCookie(portal, exchange, cookieNames.me)
  const way = secret === undefined ? undefined : await wayBackOf(portal.app, secret)
  return way?.invite_id === invite.id && way.localpart !== notKnown ? way.localpart : null
}

/** The invitation's link as a QR code, to continue on a phone. */
export async function showQr(portal: Portal, exchange: Exchange): Promise<Response> {
  const invite = await invitationOf(portal, exchange)
  refuseClosed(invite, portal.app.clock())
  const address = portal.addressOf(exchange)
  if (address === null) throw new Problem('not_found')
  const svg = portal.qr(`${address}/i/${encodeURIComponent(invite.code)}`)
  if (svg === null) throw new Problem('too_many_requests', { retryAfter: 1 })
  return new Response(svg, { headers: privateHeaders('image/svg+xml') })
}
