import { newId, type Random } from '../shared/ids.ts'
import type { BotInboxRow, BotSyncRow } from './bot-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

/** How far the bot has read; undefined before its first sync. */
export async function findSync(db: Database, userId: string): Promise<BotSyncRow | undefined> {
  return db.selectFrom('bot_sync').selectAll().where('user_id', '=', userId).executeTakeFirst()
}

interface Step {
  userId: string
  /** Where this sync began; undefined for the first. */
  since: string | undefined
  /** Where the next one begins. */
  next: string
  now: number
}

/** Moves on from `since`; false if another process has done so meanwhile. */
export async function moveSync(
  trx: DatabaseTransaction,
  { userId, since, next, now }: Step,
): Promise<boolean> {
  if (since === undefined) {
    const row = { user_id: userId, since: next, synced_at: now }
    const made = await trx
      .insertInto('bot_sync')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return made.numInsertedOrUpdatedRows === 1n
  }
  const moved = await trx
    .updateTable('bot_sync')
    .set({ since: next, synced_at: now })
    .where('user_id', '=', userId)
    .where('since', '=', since)
    .executeTakeFirst()
  return moved.numUpdatedRows === 1n
}

/** Forgets a place that the homeserver no longer knows: the next sync is a first one. */
export async function forgetSync(db: Database, userId: string): Promise<void> {
  await db.deleteFrom('bot_sync').where('user_id', '=', userId).execute()
}

export type NewEntry = Pick<
  BotInboxRow,
  'event' | 'kind' | 'place' | 'room' | 'sender' | 'body' | 'about'
>

/** The id of a new entry; undefined if this event was read before. */
export async function insertEntry(
  trx: DatabaseTransaction,
  entry: NewEntry,
  { clock, random }: { clock: () => number; random: Random },
): Promise<string | undefined> {
  const id = newId(clock(), random)
  const made = await trx
    .insertInto('bot_inbox')
    .values({ ...entry, id, outcome: null, done_at: null })
    .onConflict((conflict) => conflict.column('event').doNothing())
    .returning('id')
    .executeTakeFirst()
  return made?.id
}

export async function findEntry(db: Database, id: string): Promise<BotInboxRow | undefined> {
  return db.selectFrom('bot_inbox').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Whether an earlier reaction to the same event was not decided on yet. */
export async function hasEarlier(
  db: Database,
  { id, about }: Pick<BotInboxRow, 'id' | 'about'>,
): Promise<boolean> {
  const earlier = await db
    .selectFrom('bot_inbox')
    .select('id')
    .where('about', '=', about)
    .where('id', '<', id)
    .where('outcome', 'is', null)
    .where('done_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return earlier !== undefined
}

/** What was done for an entry; false if something was done before. */
export async function keepOutcome(trx: Database, id: string, outcome: string): Promise<boolean> {
  const kept = await trx
    .updateTable('bot_inbox')
    .set({ outcome })
    .where('id', '=', id)
    .where('outcome', 'is', null)
    .executeTakeFirst()
  return kept.numUpdatedRows === 1n
}

/** Answered: who said what is erased. */
export async function endEntry(db: Database, id: string, now: number): Promise<void> {
  await db
    .updateTable('bot_inbox')
    .set({ done_at: now, sender: null, body: '' })
    .where('id', '=', id)
    .execute()
}

/** Deletes answered entries; those that are answered once in a room are kept. */
export async function purgeInbox(db: Database, until: number): Promise<void> {
  await db
    .deleteFrom('bot_inbox')
    .where('done_at', '<', until)
    .where('kind', '<>', 'encrypted')
    .execute()
}
