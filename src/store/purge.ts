import { type RawBuilder, sql } from 'kysely'
import { firstIdAt } from '../shared/ids.ts'
import { databaseNow } from './database-clock.ts'
import type { Database, Schema } from './schema.ts'

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
  return deleteBatch(db, 'events', 'id', sql`id < ${firstIdAt(until)} order by id`)
}

/** The same for redemptions that ended before `until`. Never deletes an open one. */
export async function purgeRedemptions(db: Database, until: number): Promise<boolean> {
  const ended = sql`id < ${firstIdAt(until)} and ended_at < ${until} order by id`
  return deleteBatch(db, 'redemptions', 'id', ended)
}

/**
 * The same for accounts created before `until`, which are deleted like their redemptions. An account
 * with an end is kept until it ended before `until`.
 */
export async function purgeAccounts(db: Database, until: number): Promise<boolean> {
  const old = sql`redemption_id < ${firstIdAt(until)} and made_at < ${until}`
  const ended = sql`${old} and (ends_at is null or ended_at < ${until}) order by redemption_id`
  return deleteBatch(db, 'accounts', 'redemption_id', ended)
}

/** Deletes a batch of jobs that were done more than `keptMs` ago, by the database's clock. */
export async function purgeJobs(db: Database, keptMs: number): Promise<boolean> {
  const done = sql`done_at < ${databaseNow(db)} - ${sql.lit(keptMs)}`
  return deleteBatch(db, 'jobs', 'id', done)
}

/** `which`: condition and order of the rows. */
async function deleteBatch(
  db: Database,
  table: keyof Schema,
  key: string,
  which: RawBuilder<unknown>,
): Promise<boolean> {
  const [from, column] = [sql.table(table), sql.ref(key)]
  const batch = sql`select ${column} from ${from} where ${which} limit ${sql.lit(purgeBatch)}`
  const gone = await sql`delete from ${from} where ${column} in (${batch})`.execute(db)
  return (gone.numAffectedRows ?? 0n) > 0n
}
