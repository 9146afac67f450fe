import { type Kysely, type RawBuilder, sql } from 'kysely'
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
  return deleteBatch(db, 'events', 'id', sql<boolean>`id < ${firstIdAt(until)}`)
}

/** The same for redemptions that ended before `until`. Never deletes an open one. */
export async function purgeRedemptions(db: Database, until: number): Promise<boolean> {
  const ended = sql<boolean>`id < ${firstIdAt(until)} and ended_at < ${until}`
  return deleteBatch(db, 'redemptions', 'id', ended)
}

/**
 * The same for accounts created before `until`, which are deleted like their redemptions. An account
 * with an end is kept until it ended before `until`.
 */
export async function purgeAccounts(db: Database, until: number): Promise<boolean> {
  const old = sql`redemption_id < ${firstIdAt(until)} and made_at < ${until}`
  const ended = sql<boolean>`${old} and (ends_at is null or ended_at < ${until})`
  return deleteBatch(db, 'accounts', 'redemption_id', ended)
}

/** The same for the steps of introductions, which are deleted like their accounts. */
export async function purgeIntroductions(db: Database, until: number): Promise<boolean> {
  const old = sql<boolean>`redemption_id < ${firstIdAt(until)} and changed_at < ${until}`
  return deleteBatch(db, 'introductions', 'redemption_id', old)
}

/** The same for invited accounts. Never deletes one that is still to be invited. */
export async function purgeInvited(db: Database, until: number): Promise<boolean> {
  const old = sql<boolean>`id < ${firstIdAt(until)} and state <> 'waiting'`
  return deleteBatch(db, 'invited_accounts', 'id', old)
}

/** Deletes a batch of jobs that were done more than `keptMs` ago, by the database's clock. */
export async function purgeJobs(db: Database, keptMs: number): Promise<boolean> {
  const done = sql<boolean>`done_at < ${databaseNow(db)} - ${sql.lit(keptMs)}`
  return deleteBatch(db, 'jobs', 'id', done)
}

/** The same for deliveries to webhooks that were given up. */
export async function purgeDeliveries(db: Database, keptMs: number): Promise<boolean> {
  const old = sql<boolean>`kind = 'webhook' and dead_at < ${databaseNow(db)} - ${sql.lit(keptMs)}`
  return deleteBatch(db, 'jobs', 'id', old)
}

/** `which`: the condition. By the query builder, which knows the schema of a predecessor's database. */
async function deleteBatch(
  db: Database,
  table: keyof Schema,
  key: string,
  which: RawBuilder<boolean>,
): Promise<boolean> {
  const rows = db as unknown as Kysely<Record<string, Record<string, unknown>>>
  const batch = rows.selectFrom(table).select(key).where(which).orderBy(key).limit(purgeBatch)
  const gone = await rows.deleteFrom(table).where(key, 'in', batch).executeTakeFirst()
  return gone.numDeletedRows > 0n
}
