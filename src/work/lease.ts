import { acquireLease, renewLease } from '../store/leases.ts'
import type { Database } from '../store/schema.ts'
import { whileHeld } from './hold.ts'

export interface LeaseTerms {
  name: string
  /** Of whoever takes it, new each time. */
  holder: string
  ttlMs: number
  /** For how long nobody may take it afterwards; 0: it is free at once. */
  restMs: number
}

/**
 * Does `work` if nobody else holds the lease, in whichever process or replica, and tells whether it
 * did. Stop when the signal is aborted: somebody else may hold it from then on.
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
