import { sql } from 'kysely'
import { firstIdAt } from '../shared/ids.ts'
import { databaseNow } from './database-clock.ts'
import type { Database } from './schema.ts'

/**
 * So many rows a statement, for no lock is to be held for more than 20 ms, also on a slow disk
 * (bench/parts/growth.ts measures it).
 */
export const purgeBatch = 100

/**
 * Deletes a batch of events from before `until`; false if there were none. The id of a row begins
 * with its time, so that the primary key finds the oldest.
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

/** The same of redemptions that ended before `until`. An open one is never taken away. */
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
 * The same of accounts that were made before `until`: they go with their redemptions. One that has an
 * end is kept until as long after it.
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

/** Takes away some jobs that were done more than `keptMs` ago, by the database's clock. */
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
