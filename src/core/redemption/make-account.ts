import { superseded } from '../../ports/superseded.ts'
import type { Outcome } from '../../ports/homeserver.ts'
import type { Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { journalOf } from './journal.ts'

export interface Person {
  password: string
  email?: string | undefined
  visitor: string | null
  terms?: readonly string[]
}

/** The outcome after `stale` and `contested` have been investigated. */
export type Conclusion = Exclude<Outcome, { kind: 'stale' | 'contested' }>

/**
 * Requests the account of a held place from the homeserver, or its step two if step one is done.
 *
 * A proxy may send a request twice. Then we see the answer to the second one, although the first one
 * created the account. So a refusal counts only if no request was sent before, and "name taken", an
 * unknown nonce or an unknown session prove nothing.
 */
export async function makeAccount(
  app: Context,
  redemption: Redemption,
  person: Person,
): Promise<Conclusion> {
  if (redemption.account_ref !== null) return takeSecondStep(app, redemption, person)
  const wasAsked = redemption.asked_at !== null
  const first = await askFor(app, redemption, person)
  const isStale = first.kind === 'stale'
  const last = isStale ? await askFor(app, redemption, person) : first
  return conclusionOf(app, redemption, person, { outcome: last, askedBefore: isStale || wasAsked })
}

async function askFor(
  app: Context,
  redemption: Redemption,
  { password, email, visitor, terms = [] }: Person,
): Promise<Outcome> {
  const { localpart } = redemption
  const freeSince = redemption.known_free === 1 ? redemption.free_since : null
  const prepared = await app.homeserver.prepare({ localpart, visitor, terms, freeSince })
  if (prepared.kind === 'refused') return prepared
  const facts = { free: prepared.free, freeSince: prepared.freeSince ?? null }
  const journal = journalOf(app, redemption, facts)
  return prepared.create({ password, email: email || null }, journal)
}

async function takeSecondStep(
  app: Context,
  redemption: Redemption,
  { password, email }: Person,
): Promise<Conclusion> {
  const { localpart, known_free: free, free_since: freeSince, account_ref: ref } = redemption
  const { secondStep } = app.homeserver
  if (!secondStep || ref === null) return superseded
  const journal = journalOf(app, redemption, { free: free === 1, freeSince })
  const account = { password, email: email || null }
  const outcome = await secondStep.take({ ref, localpart }, account, journal)
  return outcome.kind === 'stale' || outcome.kind === 'contested' ? unknown(outcome.cause) : outcome
}

interface Last {
  outcome: Outcome
  /** An earlier request may have created the account. */
  askedBefore: boolean
}

/** If the outcome proves nothing, a login with the person's own password decides, or it stays unknown. */
async function conclusionOf(
  app: Context,
  { localpart }: Redemption,
  { password, visitor }: Person,
  { outcome, askedBefore }: Last,
): Promise<Conclusion> {
  const isContested = outcome.kind === 'contested' || outcome.kind === 'stale'
  if (!isContested && !(outcome.kind === 'refused' && askedBefore)) return outcome
  const cause = outcome.cause ?? outcome.kind
  if (outcome.kind === 'refused' && outcome.reason === 'homeserver_busy') {
    const { retryAfterMs } = outcome
    const limited = retryAfterMs === undefined ? {} : { retryAfterMs }
    return { kind: 'unknown', cause, limited }
  }
  switch (await app.homeserver.verifyPassword?.(localpart, password, visitor)) {
    case 'yes':
      return { kind: 'created' }
    case 'awaits_approval':
      return { kind: 'created', awaitsApproval: true }
    case 'no':
      // If the name is taken, by another person, no request of ours can create it any more. If it isn't
      // taken, an earlier request still can.
      return isTaken(outcome) ? { kind: 'refused', reason: 'name_taken', cause } : unknown(cause)
    default:
      return unknown(cause)
  }
}

function isTaken(outcome: Outcome): boolean {
  return (
    outcome.kind === 'contested' || (outcome.kind === 'refused' && outcome.reason === 'name_taken')
  )
}

function unknown(cause: string): Conclusion {
  return { kind: 'unknown', cause }
}
