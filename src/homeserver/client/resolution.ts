import type { PendingCreation, Resolution } from '../../ports/account-creation.ts'

/** The result of looking an account up. `madeAt`: ms since 1970, null if the homeserver doesn't say. */
export type Known = { madeAt: number | null } | 'absent' | 'unknown'

/** Clock difference to the homeserver from which the doctor reports an error, in ms. */
export const reportedSkewMs = 60_000

/**
 * Maximum clock error tolerated, in ms. Beyond it we would mistake our own account for an older one of
 * another person, and grant its place twice.
 */
const maxClockErrorMs = 24 * 60 * 60_000

/**
 * Whether an account that exists is the one that was requested. It is if the name was free at that time.
 * Otherwise its creation time decides, unless it is too close to be certain.
 */
export function resolveByLookup(
  { free, heldAt, askedAt }: PendingCreation,
  known: Known,
): Resolution {
  if (known === 'unknown') return 'undecided'
  if (known === 'absent') return 'absent'
  if (free) return 'created'
  const { madeAt } = known
  if (madeAt === null) return 'undecided'
  if (madeAt < heldAt - maxClockErrorMs) return 'absent'
  // Synapse reports whole seconds.
  return madeAt >= askedAt - (askedAt % 1000) ? 'created' : 'undecided'
}
