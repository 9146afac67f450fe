import { sql } from 'kysely'
import { databaseNow } from './database-clock.ts'
import type { Database } from './schema.ts'

export interface Lease {
  name: string
  /** Whoever takes it: an identifier of its own each time. */
  holder: string
  /** For how long it is taken or renewed. */
  ttlMs: number
  /** The longest that anybody takes or leaves this lease for. */
  longestMs: number
}

/**
 * Takes a lease that nobody has; false if somebody does. One statement, by the database's clock. A
 * lease that lasts longer than any was written before that clock was set back, and counts no more.
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

/** Prolongs a lease from now on; false if somebody else has it by now. */
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
