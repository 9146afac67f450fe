import type { Job, JobOutcome } from '../../model/job.ts'
import { systemActor } from '../../model/actor.ts'
import type { Fact, SendFault, SendOutcome } from '../../ports/webhooks.ts'
import { noteFailure, noteSent, openWebhook, pauseWebhook } from '../../store/webhooks.ts'
import type { Context } from '../context.ts'
import { recordEvent } from '../events/record.ts'
import { type Endpoint, endpointsOf, wants } from './endpoint.ts'
import { factOf } from './fact.ts'
import { describeFault } from './fault.ts'

const minute = 60_000

/** The waits of an endpoint after failures in a row, whatever the number of its deliveries, in ms. */
const usualWaitsMs = [minute / 6, minute, 5 * minute, 30 * minute, 60 * minute]

/** An endpoint without a success for so long is paused. */
const longestFailureMs = 5 * 24 * 60 * minute

/** Posts an event to an endpoint. While the endpoint fails, its deliveries wait together. */
export async function deliverWebhook(
  app: Context,
  { payload }: Job,
  signal: AbortSignal,
  waitsMs: readonly number[] = usualWaitsMs,
): Promise<JobOutcome> {
  const endpoint = endpointsOf(app.config).find(({ id }) => id === payload['endpoint'])
  const fact = endpoint && (await factOf(app, String(payload['event'])))
  if (!endpoint || !fact || !wants(endpoint, fact.kind)) return 'done'
  const state = await openWebhook(app.db, endpoint)
  if (state.paused_at !== null) return { failed: 'The endpoint is paused' }
  const longestMs = waitsMs.at(-1) ?? 0
  const leftMs = (state.retry_at ?? 0) - state.now
  // A longer wait was written before the database's clock was set back.
  if (leftMs > 0) return { retryAfterMs: Math.min(leftMs, longestMs) }
  const outcome = await send(app, endpoint, fact, signal)
  if (outcome === 'stopped') return { retryAfterMs: 0 }
  if (outcome === 'sent') {
    await noteSent(app.db, endpoint)
    return 'done'
  }
  const { failures } = state
  const waitMs = waitsMs[failures] ?? longestMs
  await noteFailure(app.db, endpoint, { ...outcome, failures, waitMs })
  await pauseIfHopeless(app, endpoint, outcome.fault)
  return { failed: describeFault(outcome) }
}

async function send(
  app: Context,
  endpoint: Endpoint,
  fact: Fact,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const beganAt = performance.now()
  const outcome = await app.sendWebhook(endpoint, fact, signal)
  const word = typeof outcome === 'string' ? outcome : outcome.fault
  const seconds = (performance.now() - beganAt) / 1_000
  app.observe({ kind: 'webhook_call', endpoint: endpoint.id, outcome: word, seconds })
  return outcome
}

async function pauseIfHopeless(app: Context, endpoint: Endpoint, fault: SendFault): Promise<void> {
  const { failing_since: since, now } = await openWebhook(app.db, endpoint)
  const isTooLong = since !== null && now - since >= longestFailureMs
  if (fault !== 'gone' && !isTooLong) return
  await app.db.transaction().execute(async (trx) => {
    if (!(await pauseWebhook(trx, endpoint.id))) return
    const event = { at: app.clock(), actor: systemActor, kind: 'webhook.paused' } as const
    await recordEvent(trx, { ...event, subject: endpoint.id, data: { reason: fault } }, app)
  })
}
