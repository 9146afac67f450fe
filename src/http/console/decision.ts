import { readDecision } from '../../core/requests/decision-link.ts'
import { decideRequest } from '../../core/requests/decide.ts'
import { seenRequest } from '../../core/requests/seen.ts'
import type { Actor } from '../../model/actor.ts'
import type { Decision } from '../../model/request.ts'
import { Problem } from '../../shared/errors.ts'
import { readForm } from '../kit/forms.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { Call, Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { pageOf } from './page.ts'
import { reply } from './reply.ts'
import { decisionPage, type DecisionModel } from './views/decision.ts'

/** A link in a mail only shows buttons: previews and scanners open links, too. */
export async function showDecision(console: Console, exchange: Exchange): Promise<Response> {
  const { requestId, actor } = await decisionIn(console, exchange)
  return replyDecision(console, exchange, { requestId, actor })
}

export async function takeDecision(
  console: Console,
  exchange: Exchange,
  call: Call,
): Promise<Response> {
  const { requestId, actor } = await decisionIn(console, exchange)
  const form = await readForm(exchange, call)
  const kind = form.get('decision')
  if (kind !== 'approve' && kind !== 'decline') throw new Problem('bad_request')
  const decision: Decision = { kind, sentence: form.get('sentence') }
  try {
    await decideRequest(console.app, requestId, decision, actor)
  } catch (error) {
    const codes = ['request_decided', 'request_unknown']
    if (!(error instanceof Problem) || !codes.includes(error.code)) throw error
    return replyDecision(console, exchange, { requestId, actor })
  }
  return replyDecision(console, exchange, { requestId, actor, isDone: true })
}

function decisionIn({ app }: Console, { req }: Exchange) {
  return readDecision(app, req.param('token') ?? '')
}

interface Shown {
  requestId: string
  actor: Actor
  /** It was decided just now, by this link. */
  isDone?: boolean
}

async function replyDecision(
  console: Console,
  exchange: Exchange,
  { requestId, actor, isDone = false }: Shown,
): Promise<Response> {
  const page = pageOf(console, exchange, null)
  const request = await seenRequest(console.app, requestId, actor).catch(unlessGone)
  const action = console.paths.decide(exchange.req.param('token') ?? '')
  const model: DecisionModel = { request, actor, action, isDone }
  return reply(console, exchange, decisionPage(page, model), { tag: page.catalogue.tag })
}

function unlessGone(error: unknown): null {
  if (error instanceof Problem && error.code === 'request_unknown') return null
  throw error
}
