import { acquireLease, renewLease } from '../store/leases.ts'
import type { Database } from '../store/schema.ts'
import { whileHeld } from './hold.ts'

export interface LeaseTerms {
  name: string
  /** A new identifier for each acquisition. */
  holder: string
  ttlMs: number
  /** How long nobody may acquire it afterwards; 0: free at once. */
  restMs: number
}

/**
 * Runs `work` if no other process or replica holds the lease, and returns whether it did. `work` must
 * stop when the signal aborts: another process may hold the lease from then on.
 */
export async function withLease(
  db: Database,
  { name, holder, ttlMs, restMs }: LeaseTerms,
  work: (lost: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const since = performance.now()
  const longestMs = Math.max(ttlMs, restMs)
  if (!(await acquireLease(db, { name, holder, ttlMs, longestMs }))) return false
  const renew = () => renewLease(db, { name, holder, ttlMs })
  try {
    await whileHeld({ ttlMs, since, renew }, work)
  } finally {
    await renewLease(db, { name, holder, ttlMs: restMs })
  }
  return true
}
