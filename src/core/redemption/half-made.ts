import { freeSlot, type HalfMade, listHalfMade, takeSlot } from '../../store/half-made.ts'
import type { Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { Problem } from '../../shared/errors.ts'
import { freeInMs } from './free-in.ts'
import type { Conclusion } from './make-account.ts'

/** Accounts that one network may have half made at once; a browser may have one. */
const mostOfNetwork = 10

/**
 * Where an account takes two steps, its place is held until the person takes the second: for minutes,
 * at no cost to them. So the first step is taken only in one of the few slots of their network and
 * browser. An account that is made at once leaves its slot.
 */
export async function inSlot(
  app: Context,
  redemption: Redemption,
  network: string,
  work: () => Promise<Conclusion>,
): Promise<Conclusion> {
  const { id, attempt: browser, account_ref: ref } = redemption
  // What is half made goes on, whatever else its network has.
  if (!app.homeserver.secondStep || ref !== null) return work()
  const wanted = { network, browser, redemptionId: id }
  if (!(await takeSlot(app.db, wanted, mostOfNetwork))) return refusalOf(app, redemption, wanted)
  const outcome = await work()
  if (outcome.kind === 'created' || isFinal(outcome)) await freeSlot(app.db, id)
  return outcome
}

/** A 429 is waited for, in the slot. */
function isFinal(outcome: Conclusion): boolean {
  return outcome.kind === 'refused' && outcome.reason !== 'homeserver_busy'
}

/** Before anything is held: a network without a slot only has the slots read. */
export async function refuseWithoutSlot(
  app: Context,
  { network, browser }: Pick<HalfMade, 'network' | 'browser'>,
): Promise<void> {
  if (!app.homeserver.secondStep) return
  const half = await listHalfMade(app.db, { network, browser: null })
  if (half.length < mostOfNetwork || half.some(({ attempt }) => attempt === browser)) return
  throw new Problem('too_many_requests', { retryAfter: Math.ceil(freeInOf(app, half) / 1000) })
}

function freeInOf(app: Context, half: readonly Redemption[]): number {
  return Math.min(10 * 60_000, ...half.map((other) => freeInMs(app, other)))
}

async function refusalOf(
  app: Context,
  { asked_at: askedAt }: Redemption,
  wanted: HalfMade,
): Promise<Conclusion> {
  const retryAfterMs = freeInOf(app, await listHalfMade(app.db, wanted))
  const kind = askedAt === null ? 'refused' : 'unfinished'
  return { kind, reason: 'too_many_requests', retryAfterMs }
}
