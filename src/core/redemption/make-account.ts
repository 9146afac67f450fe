import { superseded } from '../../ports/superseded.ts'
import type { Outcome } from '../../ports/account-creation.ts'
import type { Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import type { OpenedSession } from './introduction-session.ts'
import { journalOf } from './journal.ts'
import { provePassword } from './prove-password.ts'

export interface Person {
  password: string
  email?: string | undefined
  visitor: string | null
  terms?: readonly string[]
  /** As in `NewAccount`. */
  withoutSession: boolean
  displayName?: string | undefined
}

/** The outcome after `stale` and `contested` have been investigated. */
export type Conclusion = Exclude<Outcome, { kind: 'stale' | 'contested' | 'created' }> | Created

export interface Created {
  kind: 'created'
  awaitsApproval?: boolean
  session?: OpenedSession
}

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
  const isStale = first.outcome.kind === 'stale'
  const last = isStale ? await askFor(app, redemption, person) : first
  return conclusionOf(app, redemption, person, { ...last, askedBefore: isStale || wasAsked })
}

async function askFor(
  app: Context,
  redemption: Redemption,
  { password, email, visitor, terms = [], withoutSession, displayName }: Person,
): Promise<Asked> {
  const { localpart } = redemption
  const freeSince = redemption.known_free === 1 ? redemption.free_since : null
  const prepared = await app.homeserver.prepare({ localpart, visitor, terms, freeSince })
  if (prepared.kind === 'refused') return { outcome: prepared, free: false }
  const facts = { free: prepared.free, freeSince: prepared.freeSince ?? null }
  const journal = journalOf(app, redemption, facts)
  const account = { password, email: email || null, withoutSession, displayName }
  return { outcome: await prepared.create(account, journal), free: prepared.free === true }
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
  if (outcome.kind === 'stale' || outcome.kind === 'contested') return unknown(outcome.cause)
  return outcome.kind === 'created' ? createdOf(outcome) : outcome
}

function createdOf({ session, ...rest }: Outcome & { kind: 'created' }): Created {
  return { ...rest, ...(session !== undefined && { session: { token: session, byLogin: false } }) }
}

interface Asked {
  outcome: Outcome
  /** The name was free just before. */
  free: boolean
}

interface Last extends Asked {
  /** An earlier request may have created the account. */
  askedBefore: boolean
}

/** If the outcome proves nothing, a login with the person's own password decides, or it stays unknown. */
async function conclusionOf(
  app: Context,
  redemption: Redemption,
  person: Person,
  { outcome, free, askedBefore }: Last,
): Promise<Conclusion> {
  if (outcome.kind === 'created') return createdOf(outcome)
  if (outcome.kind === 'unknown') return afterLostAnswer(app, redemption, person, { outcome, free })
  const isContested = outcome.kind === 'contested' || outcome.kind === 'stale'
  if (!isContested && !(outcome.kind === 'refused' && askedBefore)) return outcome
  const cause = outcome.cause ?? outcome.kind
  if (outcome.kind === 'refused' && outcome.reason === 'homeserver_busy') {
    const { retryAfterMs } = outcome
    const limited = retryAfterMs === undefined ? {} : { retryAfterMs }
    return { kind: 'unknown', cause, limited }
  }
  const { verdict, session } = await verify(app, redemption, person)
  switch (verdict) {
    case 'yes':
      return { kind: 'created', ...(session && { session }) }
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

/**
 * The account may exist with a session of ours, whose token was lost. A login takes that over and ends it,
 * and proves the account.
 */
async function afterLostAnswer(
  app: Context,
  redemption: Redemption,
  person: Person,
  { outcome, free }: { outcome: Conclusion & { kind: 'unknown' }; free: boolean },
): Promise<Conclusion> {
  const { leavesSession, bySession } = app.homeserver
  const isLeft = leavesSession === 'always' || (leavesSession && !person.withoutSession)
  if (outcome.limited || !isLeft) return outcome
  const { verdict, session } = await verify(app, redemption, person)
  if (verdict === 'yes' && free) return { kind: 'created', ...(session && { session }) }
  if (session) await bySession?.end(session.token)
  return outcome
}

function verify(
  app: Context,
  { localpart }: Redemption,
  { password, visitor, withoutSession }: Person,
): ReturnType<typeof provePassword> {
  return provePassword(app, { localpart, password, visitor, withoutSession })
}

function isTaken(outcome: Outcome): boolean {
  return (
    outcome.kind === 'contested' || (outcome.kind === 'refused' && outcome.reason === 'name_taken')
  )
}

function unknown(cause: string): Conclusion {
  return { kind: 'unknown', cause }
}
