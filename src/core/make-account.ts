import type { Outcome, Refused } from '../homeserver/homeserver.ts'
import { keepAccountRef, markAsked, type Redemption } from '../store/redemptions.ts'
import type { Context } from './context.ts'

export interface Person {
  password: string
  email?: string | undefined
  visitor: string | null
  terms?: readonly string[]
}

const superseded: Refused = {
  kind: 'refused',
  reason: 'portal_busy',
  retryAfterMs: 5_000,
  cause: 'the hold was given back while it waited',
}
const staleTwice: Refused = {
  kind: 'refused',
  reason: 'homeserver_refused',
  cause: 'the homeserver refused two fresh nonces',
}

/** What came of it; what has gone stale was prepared once more. */
export type Conclusion = Exclude<Outcome, { kind: 'stale' }>

/**
 * Asks the homeserver for the account of a held place, or for its second step where it has begun.
 *
 * A request that something on the way sent twice looks stale, too, and the account may be there. It
 * will not come later: what has gone stale stays so. So a refusal that follows is believed only if the
 * name is still nobody's after it.
 */
export async function makeAccount(
  app: Context,
  redemption: Redemption,
  person: Person,
): Promise<Conclusion> {
  if (redemption.account_ref !== null) return takeSecondStep(app, redemption, person)
  const first = await askFor(app, redemption, person)
  if (first.kind !== 'stale') return first
  const second = await askFor(app, redemption, person)
  const conclusion = second.kind === 'stale' ? staleTwice : second
  if (conclusion.kind !== 'refused' || (await isFree(app, redemption, person))) return conclusion
  return { kind: 'unknown', cause: `stale, and then ${conclusion.cause ?? conclusion.reason}` }
}

async function isFree(
  app: Context,
  { localpart }: Redemption,
  { visitor, terms = [] }: Person,
): Promise<boolean> {
  const prepared = await app.homeserver.prepare({ localpart, visitor, terms })
  return prepared.kind === 'prepared' && prepared.free === true
}

async function askFor(
  app: Context,
  redemption: Redemption,
  { password, email, visitor, terms = [] }: Person,
): Promise<Outcome> {
  const { id, localpart } = redemption
  const prepared = await app.homeserver.prepare({ localpart, visitor, terms })
  if (prepared.kind === 'refused') return prepared
  if (!(await mark(app, redemption, prepared.free))) return superseded
  const keep = (ref: string) => keepAccountRef(app.db, id, ref)
  return prepared.create({ password, email: email || null, keep })
}

async function takeSecondStep(
  app: Context,
  redemption: Redemption,
  { password, email }: Person,
): Promise<Conclusion> {
  const { localpart, known_free: free, account_ref: ref } = redemption
  const { secondStep } = app.homeserver
  if (!secondStep || ref === null) return superseded
  if (!(await mark(app, redemption, free === 1))) return superseded
  const outcome = await secondStep.take({ ref, localpart }, { password, email: email || null })
  return outcome.kind === 'stale' ? staleTwice : outcome
}

async function mark(
  app: Context,
  { id, held_at }: Redemption,
  free: boolean | null,
): Promise<boolean> {
  const at = app.clock()
  const marked = await markAsked(app.db, id, { at, free, of: app.homeserver.kind })
  if (marked) app.watch.age({ id, held_at, asked_at: at })
  return marked
}
