import type { HandOver, Refused } from '../../ports/account-creation.ts'
import { releaseRedemption } from '../../store/redemption-end.ts'
import { markUnknown, noteReason, type Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { fieldProblem, Problem } from '../../shared/errors.ts'
import { commitAtPress } from './commit.ts'
import { findMadeAs, nameOf } from './made-name.ts'
import type { Conclusion, Created } from './make-account.ts'

/**
 * Records the outcome of a redemption, final or undecided. Throws a Problem for every outcome but an
 * account.
 */
export async function conclude(
  app: Context,
  redemption: Redemption,
  outcome: Conclusion,
): Promise<Concluded> {
  const { id, invite_id, asked_at: askedAt } = redemption
  const event = { invite: invite_id, redemption: id }
  switch (outcome.kind) {
    case 'created':
      return welcome(app, redemption, outcome)
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
      return {
        localpart: redemption.localpart,
        handOver: { url: outcome.url, code: outcome.code },
      }
    case 'unknown':
      return leaveUnknown(app, redemption, outcome.cause)
  }
}

export interface Concluded {
  /** `nameOf` the account. */
  localpart: string
  handOver: HandOver | null
}

async function leaveUnknown(
  app: Context,
  { id, invite_id: invite }: Redemption,
  cause: string,
): Promise<never> {
  await markUnknown(app.db, id)
  await noteReason(app.db, id, { reason: 'unknown', cause })
  app.observe({ kind: 'redemption_unknown', invite, redemption: id, cause })
  throw new Problem('outcome_unknown', { retryAfter: 15 })
}

/** Commits the account. If that fails, its session is ended. */
async function welcome(
  app: Context,
  redemption: Redemption,
  { session, awaitsApproval = false }: Created,
): Promise<Concluded> {
  const { id, invite_id: invite } = redemption
  const made = await findMadeAs(app, redemption)
  if (made === 'unanswered') return leaveUnknown(app, redemption, 'the name could not be asked for')
  const concluded = { localpart: nameOf({ ...redemption, made_as: made.madeAs }), handOver: null }
  try {
    await commitAtPress(app, id, { awaitsApproval, ...made, ...(session && { session }) })
  } catch (error) {
    if (session) await app.homeserver.bySession?.end(session.token)
    throw error
  }
  app.observe({ kind: 'redemption_created', invite, redemption: id })
  return concluded
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
