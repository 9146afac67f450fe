import { setTimeout as pause } from 'node:timers/promises'
import type { HandOver, Refused } from '../../ports/homeserver.ts'
import { releaseRedemption } from '../../store/redemption-end.ts'
import { markUnknown, noteReason, type Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { fieldProblem, Problem } from '../../shared/errors.ts'
import { commitAtPress } from './commit.ts'
import { introduce } from './introduction.ts'
import type { Conclusion } from './make-account.ts'

/**
 * Records the outcome of a redemption, final or undecided. Throws a Problem for every outcome but an
 * account. `typed`: the name as the person typed it.
 */
export async function conclude(
  app: Context,
  redemption: Redemption,
  outcome: Conclusion,
  typed: string,
): Promise<HandOver | null> {
  const { id, invite_id, asked_at: askedAt } = redemption
  const event = { invite: invite_id, redemption: id }
  switch (outcome.kind) {
    case 'created':
      await welcome(app, redemption, typed, outcome)
      return null
    case 'refused':
      // Unless another request of the same person has continued it since (askedAt).
      await app.db.transaction().execute(async (trx) => {
        const isOver = await releaseRedemption(trx, id, 'refused', { now: app.clock(), askedAt })
        if (isOver) await noteReason(trx, id, whyOf(outcome))
      })
      app.observe({ kind: 'redemption_refused', ...event, ...whyOf(outcome) })
      throw refusal(outcome)
    case 'unfinished':
      await markUnknown(app.db, id)
      await noteReason(app.db, id, whyOf(outcome))
      app.observe({ kind: 'redemption_refused', ...event, ...whyOf(outcome) })
      throw refusal({ ...outcome, kind: 'refused' })
    case 'handed_over':
      await markUnknown(app.db, id)
      return { url: outcome.url, code: outcome.code }
    case 'unknown':
      await markUnknown(app.db, id)
      await noteReason(app.db, id, { reason: 'unknown', cause: outcome.cause })
      app.observe({ kind: 'redemption_unknown', ...event, cause: outcome.cause })
      throw new Problem('outcome_unknown', { retryAfter: 15 })
  }
}

/** How long the response waits for display name and rooms, in ms. */
const introductionMs = 5_000

/** Commits the account, then introduces the newcomer, which may outlast the request. */
async function welcome(
  app: Context,
  redemption: Redemption,
  typed: string,
  { newcomer, awaitsApproval = false }: Extract<Conclusion, { kind: 'created' }>,
): Promise<void> {
  const { id, invite_id: invite } = redemption
  try {
    await commitAtPress(app, id, { awaitsApproval })
  } catch (error) {
    await newcomer?.endSession()
    throw error
  }
  app.observe({ kind: 'redemption_created', invite, redemption: id })
  if (!newcomer) return
  const introduction = introduce(app, newcomer, redemption, typed)
  app.waitUntil(introduction)
  await Promise.race([introduction, pause(introductionMs, undefined, { ref: false })])
}

/** The facts of a refusal for the operator. */
function whyOf({ reason, cause }: Pick<Refused, 'reason' | 'cause'>) {
  return { reason, ...(cause === undefined ? {} : { cause }) }
}

function refusal({ reason, retryAfterMs = 60_000, cause }: Refused): Problem {
  switch (reason) {
    case 'name_taken':
    case 'name_reserved':
    case 'name_invalid':
      return fieldProblem('name', reason)
    case 'password_refused':
      return fieldProblem('password', reason)
    case 'terms_unseen':
      return fieldProblem('terms', reason)
    default:
      return new Problem(reason, {
        retryAfter: Math.max(1, Math.ceil(retryAfterMs / 1000)),
        ...(cause === undefined ? {} : { detail: cause }),
      })
  }
}
