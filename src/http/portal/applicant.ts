import { inviteStatus, hasPlace, type InviteTerms } from '../../core/invites/invite.ts'
import { invitationOfPage, requestOfPage } from '../../core/requests/find.ts'
import { withdrawRequest } from '../../core/requests/withdraw.ts'
import type { Answer } from '../../model/request.ts'
import { Problem } from '../../shared/errors.ts'
import { isMatrixId } from '../../shared/matrix-id.ts'
import type { RequestRow } from '../../store/request-rows.ts'
import { countBefore } from '../../store/requests.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Exchange } from '../kit/route.ts'
import { showInvitation } from './invitation.ts'
import { replyMatrixForm } from './matrix.ts'
import type { Portal } from './portal.ts'
import { pageFor, redirect, reply } from './reply.ts'
import { replyForm } from './show-accepted.ts'
import { applicantPage, type ApplicantModel, type ApplicantState } from './views/applicant.ts'

/** Seconds after which the page of a waiting applicant reloads: sooner while they may be sitting there. */
const looksAfterS = { soon: 10, later: 60 }
const soonMs = 10 * 60_000

/** The page of one applicant. Once they are let in, it is their invitation. */
export async function showApplicant(portal: Portal, exchange: Exchange): Promise<Response> {
  const secret = secretIn(exchange)
  const request = await requestOfPage(portal.app, secret).catch(unlessGone)
  if (request === null) {
    const isTheirs = exchange.req.query(withdrawn) !== undefined
    return replyOver(portal, exchange, isTheirs ? 'withdrawn' : 'gone')
  }
  const invite = await invitationOfPage(portal.app, secret)
  if (request.state === 'approved') return showLetIn(portal, exchange, { request, invite, secret })
  if (request.state !== 'open') return replyOver(portal, exchange, request.state, request)
  const page = pageFor(portal, exchange)
  const before = await countBefore(portal.app.db, request.id)
  const model = { ...modelOf(portal, exchange, request), state: 'waiting', before } as const
  const response = reply(portal, exchange, page, applicantPage(page, model), { form: true })
  const isSoon = portal.app.clock() - request.made_at < soonMs
  response.headers.set('refresh', String(looksAfterS[isSoon ? 'soon' : 'later']))
  return response
}

/** The applicant takes the request back. */
export async function withdraw(portal: Portal, exchange: Exchange): Promise<Response> {
  const secret = secretIn(exchange)
  const own = pageFor(portal, exchange).paths.asked(secret)
  try {
    await withdrawRequest(portal.app, secret)
  } catch (error) {
    if (!(error instanceof Problem) || !isGone(error)) throw error
    return redirect(own)
  }
  return redirect(`${own}?${withdrawn}`)
}

/** Where a withdrawal leads: nothing is left of the request that could tell. */
const withdrawn = 'withdrawn'

function isGone({ code }: Problem): boolean {
  return code === 'request_unknown' || code === 'request_decided'
}

function unlessGone(error: unknown): null {
  if (error instanceof Problem && error.code === 'request_unknown') return null
  throw error
}

function secretIn({ req }: Exchange): string {
  return (req.param('secret') ?? '').toLowerCase()
}

interface LetIn {
  request: RequestRow
  /** Undefined if it was deleted. */
  invite: InviteTerms | undefined
  secret: string
}

/** The form for the account, or for the address of one; or, where nobody can join with it, why. */
async function showLetIn(
  portal: Portal,
  exchange: Exchange,
  { request, invite, secret }: LetIn,
): Promise<Response> {
  const status = invite && inviteStatus(invite, portal.app.clock())
  // What says that it is used, or theirs, or paused, is the page of any invitation.
  const isUsed = status === 'used_up' || status === 'paused' || (invite && !hasPlace(invite))
  if (isUsed) return showInvitation(portal, exchange, secret)
  if (!invite || status !== 'active') return replyOver(portal, exchange, 'over', request)
  const given = {
    invite: { ...invite, code: secret },
    letIn: { sentence: request.sentence, until: invite.expires_at },
  }
  if (portal.app.homeserver.kind === 'none') {
    const address = isMatrixId(request.address) ? request.address : ''
    return replyMatrixForm(portal, exchange, { ...given, address })
  }
  const name = request.wished_name
  return replyForm(portal, exchange, { ...given, name, problems: [], suggestions: [] })
}

const noRequest = { wished_name: '', words: '', answers: '[]', address: '', sentence: '' }

function modelOf(
  portal: Portal,
  exchange: Exchange,
  request: Pick<RequestRow, keyof typeof noRequest>,
): Omit<ApplicantModel, 'state' | 'before'> {
  const place = pageFor(portal, exchange).paths.asked(secretIn(exchange))
  const address = portal.addressOf(exchange)
  return {
    place,
    link: address === null ? null : `${address}/ask/${secretIn(exchange)}`,
    wishedName: request.wished_name,
    words: request.words,
    answers: JSON.parse(request.answers) as Answer[],
    sentence: request.sentence,
    isOpen: portal.app.config.requests.open,
  }
}

const statuses: Record<Exclude<ApplicantState, 'waiting'>, number> = {
  declined: 200,
  withdrawn: 200,
  ended: 410,
  over: 410,
  gone: 404,
}

function replyOver(
  portal: Portal,
  exchange: Exchange,
  state: keyof typeof statuses,
  request: Pick<RequestRow, keyof typeof noRequest> = noRequest,
): Response {
  const page = pageFor(portal, exchange)
  const model = { ...modelOf(portal, exchange, request), state, before: 0 }
  return reply(portal, exchange, page, applicantPage(page, model), { status: statuses[state] })
}
