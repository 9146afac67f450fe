import { readAddress } from '../../core/arrivals/address.ts'
import { bringIn } from '../../core/arrivals/bring-in.ts'
import { takesAccounts } from '../../core/arrivals/space.ts'
import { grantOf } from '../../core/invites/grant.ts'
import { type InviteTerms, refuseClosed } from '../../core/invites/invite.ts'
import { digestOf } from '../../core/redemption/recognition.ts'
import { Problem } from '../../shared/errors.ts'
import { findOfBrowser } from '../../store/invited-find.ts'
import { cookieNames } from '../kit/cookies.ts'
import type { Response } from '../kit/fetch/response.ts'
import { readForm } from '../kit/forms.ts'
import type { Call, Exchange } from '../kit/route.ts'
import { newKey, postedKey, returnedKey } from './attempt-key.ts'
import { invitationOf } from './invitation.ts'
import type { Portal } from './portal.ts'
import { pageFor, redirect, reply, setCookie } from './reply.ts'
import { rememberTyped, typedOf } from './typed-address.ts'
import { alreadyOnMatrixPage } from './views/matrix.ts'
import type { LetIn } from './views/let-in.ts'
import { invitedPage, type SaidOfServer } from './views/matrix-invited.ts'

/** Max-Age of the attempt key's cookie, in seconds. */
const life = 24 * 3600

/**
 * "I already use Matrix". Where the bot can invite, people give the address of their account and are
 * invited with it; otherwise the page shows the rooms, and uses up no place.
 */
export async function showMatrix(portal: Portal, exchange: Exchange): Promise<Response> {
  const invite = await invitationOf(portal, exchange)
  const address = typedOf(portal, exchange, invite)
  if (address !== null) return replyInvited(portal, exchange, { invite, address })
  refuseClosed(invite, portal.app.clock())
  return replyMatrixForm(portal, exchange, { invite, address: exchange.req.query('address') ?? '' })
}

/** Takes an address. The answer is the same for each that is well-formed. */
export async function inviteMatrix(
  portal: Portal,
  exchange: Exchange,
  call: Call,
): Promise<Response> {
  const { app } = portal
  const form = await readForm(exchange, call)
  const invite = await invitationOf(portal, exchange)
  if (!(await takesAccounts(app, invite))) throw new Problem('not_found')
  const typed = form.get('address') ?? ''
  const known = { own: app.serverName(), others: app.config.bot.servers }
  const address = readAddress(typed, known)
  if (address === null) {
    refuseClosed(invite, app.clock())
    return replyMatrixForm(portal, exchange, { invite, address: typed, isInvalid: true })
  }
  const key = postedKey(portal, exchange, form.get('attempt'))
  const { network } = portal.visitor(exchange)
  await bringIn(app, {
    grant: await grantOf(app, invite),
    address,
    attempt: key === null ? null : digestOf(key),
    spend: () => portal.limits.nameChecks.spend(network),
  })
  const isKept = returnedKey(portal, exchange) !== null
  const response = isKept
    ? redirect(pageFor(portal, exchange).paths.matrix(invite.code))
    : await replyInvited(portal, exchange, { invite, address, attempt: key })
  return rememberTyped(portal, response, { invite: invite.id, address })
}

interface Shown {
  invite: InviteTerms
  address: string
  isInvalid?: boolean
  letIn?: LetIn
  /** The key under which it was posted, where no cookie keeps one. */
  attempt?: string | null
}

/** The field for an address; where nobody can be invited, the rooms. */
export async function replyMatrixForm(
  portal: Portal,
  exchange: Exchange,
  { invite, address, isInvalid = false, letIn }: Shown,
): Promise<Response> {
  const page = pageFor(portal, exchange)
  const { rooms } = await portal.app.profileOf(invite)
  const isKept = returnedKey(portal, exchange) !== null
  const takes = await takesAccounts(portal.app, invite)
  const invites = takes ? { attempt: isKept ? null : newKey(portal), isInvalid } : undefined
  const text = alreadyOnMatrixPage(page, { code: invite.code, address, rooms, invites, letIn })
  const status = isInvalid ? 422 : 200
  const response = reply(portal, exchange, page, text, { status, form: takes })
  if (takes && !isKept) {
    setCookie(response, portal, cookieNames.attempt, newKey(portal), life)
  }
  return response
}

async function replyInvited(
  portal: Portal,
  exchange: Exchange,
  { invite, address, attempt = returnedKey(portal, exchange) }: Shown,
): Promise<Response> {
  const page = pageFor(portal, exchange)
  const { rooms } = await portal.app.profileOf(invite)
  const said = await saidOf(portal, { invite, address, attempt })
  const hidden = returnedKey(portal, exchange) === null ? attempt : null
  const model = { code: invite.code, address, said, attempt: hidden, space: rooms[0] ?? null }
  return reply(portal, exchange, page, invitedPage(page, model), { form: true })
}

/** What may be said: facts of servers, never of an address. */
async function saidOf(
  { app }: Portal,
  { invite, address, attempt }: Shown,
): Promise<SaidOfServer | null> {
  if (attempt === null || attempt === undefined) return null
  const row = await findOfBrowser(app.db, invite.id, digestOf(attempt))
  if (row?.address !== address) return null
  switch (row.reason) {
    case 'unreachable':
      return row.state === 'waiting' ? 'unreachable' : 'unreached'
    case 'version':
      return 'version'
    case 'no_power':
    case 'no_room':
    case 'no_bot':
    case 'not_in_room':
    case 'bot_signed_out':
      return 'not_now'
    default:
      return null
  }
}
