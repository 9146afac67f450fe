import { sql } from 'kysely'
import { firstIdAt } from '../shared/ids.ts'
import { databaseNow } from './database-clock.ts'
import type { Database } from './schema.ts'

/**
 * Rows per statement: small, so that a lock is held for at most 20 ms even on a slow disk
 * (bench/parts/growth.ts measures it).
 */
export const purgeBatch = 100

/**
 * Deletes a batch of events older than `until`; false if none were left. Ids begin with the time, so the
 * primary key finds the oldest.
 */
export async function purgeEvents(db: Database, until: number): Promise<boolean> {
  const gone = await db
    .deleteFrom('events')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('events')
        .select('id')
        .where('id', '<', firstIdAt(until))
        .orderBy('id')
        .limit(purgeBatch),
    )
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}

/** The same for redemptions that ended before `until`. Never deletes an open one. */
export async function purgeRedemptions(db: Database, until: number): Promise<boolean> {
  const gone = await db
    .deleteFrom('redemptions')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('redemptions')
        .select('id')
        .where('id', '<', firstIdAt(until))
        .where('ended_at', '<', until)
        .orderBy('id')
        .limit(purgeBatch),
    )
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}

/**
 * The same for accounts created before `until`, which are deleted like their redemptions. An account
 * with an end is kept until it ended before `until`.
 */
export async function purgeAccounts(db: Database, until: number): Promise<boolean> {
  const gone = await db
    .deleteFrom('accounts')
    .where('redemption_id', 'in', (eb) =>
      eb
        .selectFrom('accounts')
        .select('redemption_id')
        .where('redemption_id', '<', firstIdAt(until))
        .where('made_at', '<', until)
        .where((or) => or.or([or('ends_at', 'is', null), or('ended_at', '<', until)]))
        .orderBy('redemption_id')
        .limit(purgeBatch),
    )
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}

/** Deletes a batch of jobs that were done more than `keptMs` ago, by the database's clock. */
export async function purgeJobs(db: Database, keptMs: number): Promise<boolean> {
  const gone = await db
    .deleteFrom('jobs')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('jobs')
        .select('id')
        .where('done_at', '<', sql<number>`${databaseNow(db)} - ${sql.lit(keptMs)}`)
        .limit(purgeBatch),
    )
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}
