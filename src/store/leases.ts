import { sql } from 'kysely'
import { databaseNow } from './database-clock.ts'
import type { Database } from './schema.ts'

export interface Lease {
  name: string
  /** A new identifier for each acquisition. */
  holder: string
  /** TTL from acquisition or renewal. */
  ttlMs: number
  /** The maximum TTL that any holder of this lease uses. */
  longestMs: number
}

/**
 * Acquires a free lease; false if it is held. One statement, by the database's clock. A lease that ends
 * later than any lease can was written before that clock was set back, and is ignored.
 */
export async function acquireLease(
  db: Database,
  { name, holder, ttlMs, longestMs }: Lease,
): Promise<boolean> {
  const now = databaseNow(db)
  const until = sql<number>`${now} + ${sql.lit(ttlMs)}`
  const taken = await db
    .insertInto('leases')
    .values({ name, holder, until })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ holder, until })
        .where((eb) =>
          eb.or([
            eb('leases.until', '<=', now),
            eb('leases.until', '>', sql<number>`${now} + ${sql.lit(longestMs)}`),
          ]),
        ),
    )
    .returning('name')
    .execute()
  return taken.length === 1
}

/** Renews a lease; false if another holder has it. */
export async function renewLease(
  db: Database,
  { name, holder, ttlMs }: Pick<Lease, 'name' | 'holder' | 'ttlMs'>,
): Promise<boolean> {
  const renewed = await db
    .updateTable('leases')
    .set({ until: sql<number>`${databaseNow(db)} + ${sql.lit(ttlMs)}` })
    .where('name', '=', name)
    .where('holder', '=', holder)
    .returning('name')
    .execute()
  return renewed.length === 1
}
