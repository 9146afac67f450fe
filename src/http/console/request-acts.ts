import { declineNetwork, decideRequest } from '../../core/requests/decide.ts'
import { vouch } from '../../core/requests/vouch.ts'
import type { Actor } from '../../model/actor.ts'
import type { Decision } from '../../model/request.ts'
import { Problem } from '../../shared/errors.ts'
import { readForm } from '../kit/forms.ts'
import type { Response } from '../kit/fetch/response.ts'
import type { ActorHandler, Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { saying } from './notices.ts'
import { redirect } from './reply.ts'

export const approve: ActorHandler<Console> = async (console, exchange, call) => {
  const form = await readForm(exchange, call)
  const profile = form.get('profile') ?? ''
  const decision = {
    kind: 'approve',
    profile: profile === '' ? null : profile,
    sentence: form.get('sentence'),
  } as const
  return decide(console, exchange, decision, call.actor)
}

export const decline: ActorHandler<Console> = async (console, exchange, call) => {
  const form = await readForm(exchange, call)
  const decision = { kind: 'decline', sentence: form.get('sentence') } as const
  return decide(console, exchange, decision, call.actor)
}

/** Back to the queue; or, if somebody was faster, to the page that says who. */
async function decide(
  console: Console,
  exchange: Exchange,
  decision: Decision,
  actor: Actor,
): Promise<Response> {
  const id = exchange.req.param('id') ?? ''
  const { paths, app } = console
  try {
    await decideRequest(app, id, decision, actor)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'request_decided') throw error
    return redirect(`${paths.request(id)}?late`)
  }
  const kinds = ['request.approved', 'request.declined'] as const
  return redirect(await saying(console, paths.requests, actor, kinds))
}

export const declineAll: ActorHandler<Console> = async (console, exchange, call) => {
  const form = await readForm(exchange, call)
  const id = exchange.req.param('id') ?? ''
  await declineNetwork(console.app, id, form.get('sentence'), call.actor)
  return redirect(await saying(console, console.paths.requests, call.actor, ['request.declined']))
}

export const vouchFor: ActorHandler<Console> = (console, exchange, { actor }) =>
  say(console, exchange, { knows: true, actor })

export const unvouch: ActorHandler<Console> = (console, exchange, { actor }) =>
  say(console, exchange, { knows: false, actor })

async function say(
  console: Console,
  exchange: Exchange,
  said: { knows: boolean; actor: Actor },
): Promise<Response> {
  const id = exchange.req.param('id') ?? ''
  await vouch(console.app, id, said)
  const kinds = ['request.vouched', 'request.unvouched'] as const
  return redirect(await saying(console, console.paths.request(id), said.actor, kinds))
}
