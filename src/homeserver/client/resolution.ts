import type { PendingCreation, Resolution } from '../../ports/homeserver.ts'

/** What a homeserver knows of an account: `madeAt` in ms, where it tells. */
export type Known = { madeAt: number | null } | 'absent' | 'unknown'

/** How far the homeserver's clock may be from ours before the doctor says so, in ms. */
export const skew = 60_000

/**
 * How far it may be, or ours be set, before an account is taken for somebody else's that is ours: then
 * its place would be given out twice.
 */
const leeway = 24 * 60 * 60_000

/**
 * Whether an account that exists is the one that was asked for. If nobody had the name then, it is.
 * Otherwise the time of its making tells, unless it is too near to be sure.
 */
export function judge({ free, heldAt, askedAt }: PendingCreation, known: Known): Resolution {
  if (known === 'unknown') return 'undecided'
  if (known === 'absent') return 'absent'
  if (free) return 'created'
  const { madeAt } = known
  if (madeAt === null) return 'undecided'
  if (madeAt < heldAt - leeway) return 'absent'
  // Synapse tells the second only.
  return madeAt >= askedAt - (askedAt % 1000) ? 'created' : 'undecided'
}
