import { findRedemption, type Redemption, renewHold } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { firstIdAt } from '../../shared/ids.ts'
import { settleOne } from './settle.ts'

/** The page reports every minute; more frequent reports don't write. */
const minIntervalMs = 30_000

/**
 * The person's page is open while they finish elsewhere: renews the hold, up to the maximum time for
 * step two. Returns the redemption, as the homeserver says it stands.
 */
export async function pageIsOpen(app: Context, id: string): Promise<Redemption | undefined> {
  const { db, clock, homeserver } = app
  const redemption = await findRedemption(db, id)
  if (!redemption || redemption.ended_at !== null || !homeserver.secondStep) return redemption
  const { ttlMs, maxTtlMs } = homeserver.secondStep
  const now = clock()
  const mayRenew = redemption.id >= firstIdAt(now - (maxTtlMs - ttlMs))
  if (mayRenew && redemption.held_at <= now - minIntervalMs) await renewHold(db, redemption.id, now)
  const resolution = await settleOne(app, redemption, false)
  return resolution === 'undecided' ? redemption : findRedemption(db, id)
}
