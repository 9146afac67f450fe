import { freeSlot, type HalfMade, listHalfMade, takeSlot } from '../../store/half-made.ts'
import type { Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { Problem } from '../../shared/errors.ts'
import { freeInMs } from './free-in.ts'
import type { Conclusion } from './make-account.ts'

/** Maximum number of half-made accounts per network. A browser may have one. */
const maxPerNetwork = 10

/**
 * If an account takes two steps, its place is held for minutes until the person takes step two, which
 * makes blocking places cheap. So step one needs one of the few slots of the network and browser. An
 * account that is completed frees its slot.
 */
export async function inSlot(
  app: Context,
  redemption: Redemption,
  network: string,
  work: () => Promise<Conclusion>,
): Promise<Conclusion> {
  const { id, attempt: browser, account_ref: ref } = redemption
  // Step two of an existing half-made account needs no slot.
  if (!app.homeserver.secondStep || ref !== null) return work()
  const wanted = { network, browser, redemptionId: id }
  if (!(await takeSlot(app.db, wanted, maxPerNetwork))) return refusalOf(app, redemption, wanted)
  const outcome = await work()
  if (outcome.kind === 'created' || isFinal(outcome)) await freeSlot(app.db, id)
  return outcome
}

/** A 429 is retried and keeps the slot. */
function isFinal(outcome: Conclusion): boolean {
  return outcome.kind === 'refused' && outcome.reason !== 'homeserver_busy'
}

/** Called before holding a place, so that a network without a free slot costs only a read. */
export async function refuseWithoutSlot(
  app: Context,
  { network, browser }: Pick<HalfMade, 'network' | 'browser'>,
): Promise<void> {
  if (!app.homeserver.secondStep) return
  const half = await listHalfMade(app.db, { network, browser: null })
  if (half.length < maxPerNetwork || half.some(({ attempt }) => attempt === browser)) return
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
