import { listHeld } from '../../store/held.ts'
import type { Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { settleDelay } from './settle-delay.ts'

type Watching = Pick<Context, 'config' | 'homeserver' | 'watch'>

/** An account that is being requested is usually decided within this time, in ms. */
const underWayMs = 60_000

/** The interval of settling, in ms. */
const settlesEveryMs = 10_000

/** Estimate: in how many ms the place of an open redemption can come free. */
export function freeInMs(app: Watching, redemption: Redemption): number {
  const { outcome, account_ref: ref } = redemption
  const ageMs = app.watch.age(redemption)
  const isUnderWay = outcome === null && ref === null && ageMs < underWayMs
  if (isUnderWay) return underWayMs
  const secondStepMs = app.homeserver.secondStep?.ttlMs ?? 0
  const waitsMs = ref === null ? settleDelay(app.config, redemption) : secondStepMs
  return Math.max(0, waitsMs - ageMs) + settlesEveryMs
}

/** Estimate: in how many seconds the first held place of an invitation can come free. */
export async function placeFreeIn(
  app: Watching & Pick<Context, 'db'>,
  inviteId: string,
): Promise<number> {
  const held = await listHeld(app.db, inviteId)
  const waits = held.map((redemption) => freeInMs(app, redemption))
  return Math.ceil(Math.min(...(waits.length > 0 ? waits : [underWayMs])) / 1000)
}
