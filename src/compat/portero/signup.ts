import { Problem, type ProblemCode } from '../../shared/errors.ts'
import { keepToken, withLanguages } from '../language-links.ts'
import type { Redeemed } from '../../core/redemption/redemption.ts'
import { statusOf } from '../../http/kit/errors.ts'
import { readUntypedForm } from '../../http/kit/forms.ts'
import { assetHeaders } from '../../http/kit/headers.ts'
import { acceptPost, maxWaits, type Posted } from '../../http/portal/accept.ts'
import { returnedKey } from '../../http/portal/attempt-key.ts'
import { showAccepted } from '../../http/portal/show-accepted.ts'
import { answerMe } from '../../http/portal/me.ts'
import { answerMade } from '../../http/portal/way-back.ts'
import { showInvitation } from '../../http/portal/invitation.ts'
import type { Call, Exchange } from '../../http/kit/route.ts'
import type { Portal } from '../../http/portal/portal.ts'
import { pageFor, reply, replyProblem } from '../../http/portal/reply.ts'
import { statePage } from '../../http/portal/views/state.ts'
import { Response } from '../../http/kit/fetch/response.ts'

/** portero's style sheet had a fixed name, which pages that are still open ask for. */
export function showStyle({ assets }: Portal): Response {
  const asset = assets.find(assets.fileName('style.css'))
  if (!asset) throw new Problem('not_found')
  const headers = { ...assetHeaders('text/css'), 'cache-control': 'no-cache' }
  return new Response(asset.bytes, { headers })
}

/** From `/signup` to `/signup/`, with what follows it. */
export function toSlash({ publicUrl }: Portal, { req }: Exchange): Response {
  const { pathname, search } = new URL(req.url)
  const last = pathname.slice(pathname.lastIndexOf('/'))
  const prefix = publicUrl.pathname.replace(/\/$/, '')
  const location = `${publicUrl.origin}${prefix}${last}/${search}`
  const headers = { location, 'cache-control': 'no-store', 'content-length': '0' }
  return new Response(null, { status: 302, headers })
}

/** A link, or a form that names the token. */
export async function openSignup(
  portal: Portal,
  exchange: Exchange,
  call: Call,
): Promise<Response> {
  const { req } = exchange
  const form = req.method === 'POST' ? await readUntypedForm(exchange, call) : undefined
  const token = (req.query('token') ?? form?.get('token') ?? '').trim()
  if (token === '') return refuseEmpty(portal, exchange)
  const opened = showInvitation(portal, exchange, token).catch((error: unknown) =>
    replyRefusal(portal, exchange, token, error),
  )
  return keepToken(await opened, token)
}

/** No token at all: portero said so with 400. */
export function refuseEmpty(portal: Portal, exchange: Exchange): Response {
  return as400(replyProblem(portal, exchange, new Problem('invite_unknown')))
}

/**
 * A form sent by a page of portero that was still open, or by a script. Refusals have portero's status
 * 400. Success is a page with 200 instead of a redirect, because scripts expect that status.
 */
export async function completeSignup(
  portal: Portal,
  exchange: Exchange,
  call: Call,
): Promise<Response> {
  const form = await readUntypedForm(exchange, call)
  const field = (name: string) => form.get(name) ?? ''
  const code = field('token').trim()
  const posted: Posted = {
    code,
    name: field('user_name'),
    password: field('password'),
    confirm: field('password_confirm'),
    attemptKey: returnedKey(portal, exchange),
  }
  const { paths } = pageFor(portal, exchange)
  try {
    const { accepted } = await acceptPost(portal, exchange, posted, maxWaits.withoutTicket)
    const result = await accepted
    if ('redeemed' in result) return await answerSignup(portal, exchange, result.redeemed)
    const response = await showAccepted(portal, exchange, result)
    return as400(await withLanguages(response, `${paths.account(code)}?`))
  } catch (error) {
    return as400(replyRefusal(portal, exchange, code, error))
  }
}

/** With a hand-over there is no account yet: the next page leads to the homeserver's own form. */
async function answerSignup(
  portal: Portal,
  exchange: Exchange,
  redeemed: Redeemed,
): Promise<Response> {
  if (redeemed.handOver) return answerMade(portal, exchange, redeemed)
  return answerMade(portal, exchange, redeemed, async (_portal, _exchange, secret) => {
    const { paths } = pageFor(portal, exchange)
    return withLanguages(await answerMe(portal, exchange, secret), `${paths.me(secret)}?`)
  })
}

const REFUSALS: ReadonlySet<ProblemCode> = new Set([
  'invite_unknown',
  'invite_scheduled',
  'invite_expired',
  'invite_used_up',
  'invite_closed',
])

/** Says what is the matter with an invitation; throws every other error again. */
function replyRefusal(portal: Portal, exchange: Exchange, token: string, error: unknown): Response {
  if (!(error instanceof Problem) || !REFUSALS.has(error.code)) throw error
  // portero kept its tokens in memory, so the links it sent out could not be carried over.
  if (error.code !== 'invite_unknown' || !/^[0-9a-f]{64}$/.test(token)) {
    return replyProblem(portal, exchange, error)
  }
  const page = pageFor(portal, exchange)
  const text = statePage(page, { state: 'invite_left_behind' })
  return reply(portal, exchange, page, text, { status: statusOf('invite_unknown') })
}

function as400(response: Response): Response {
  if (response.status === 200) return response
  return new Response(response.payload, { status: 400, headers: response.headers })
}
