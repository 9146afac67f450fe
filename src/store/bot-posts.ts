import { newId, type Random } from '../shared/ids.ts'
import type { BotPostRow } from './bot-rows.ts'
import { forgotten } from './people.ts'
import type { Database } from './schema.ts'

/**
 * The post of a part, written before it is sent: so whatever was sent is known, and can be redacted when
 * the person is forgotten.
 */
export async function openPost(
  db: Database,
  { about, part, room }: Pick<BotPostRow, 'about' | 'part' | 'room'>,
  { clock, random }: { clock: () => number; random: Random },
): Promise<BotPostRow> {
  await db
    .insertInto('bot_posts')
    .values({ id: newId(clock(), random), about, part, room, event: null, is_edited: 0 })
    .onConflict((conflict) => conflict.columns(['about', 'part']).doNothing())
    .execute()
  return db
    .selectFrom('bot_posts')
    .selectAll()
    .where('about', '=', about)
    .where('part', '=', part)
    .executeTakeFirstOrThrow()
}

export async function findPost(db: Database, id: string): Promise<BotPostRow | undefined> {
  return db.selectFrom('bot_posts').selectAll().where('id', '=', id).executeTakeFirst()
}

/** It was sent. */
export async function keepPostEvent(db: Database, id: string, event: string): Promise<void> {
  await db.updateTable('bot_posts').set({ event }).where('id', '=', id).execute()
}

/** It was redacted. */
export async function deletePost(db: Database, id: string): Promise<void> {
  await db.deleteFrom('bot_posts').where('id', '=', id).execute()
}

/** It says who decided. */
export async function markEdited(db: Database, id: string): Promise<void> {
  await db.updateTable('bot_posts').set({ is_edited: 1 }).where('id', '=', id).execute()
}

export async function findPostOfEvent(
  db: Database,
  event: string,
): Promise<BotPostRow | undefined> {
  return db.selectFrom('bot_posts').selectAll().where('event', '=', event).executeTakeFirst()
}

export async function findPostsAbout(db: Database, about: string): Promise<BotPostRow[]> {
  return db.selectFrom('bot_posts').selectAll().where('about', '=', about).execute()
}

/** Whether a post about a request exists whose event id is not known yet. */
export async function isPosting(db: Database): Promise<boolean> {
  const row = await db
    .selectFrom('bot_posts')
    .select('id')
    .where('event', 'is', null)
    .where('part', '=', 'request')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Posts about people of whom nothing else is kept any more. */
export async function listForgottenPosts(db: Database, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('bot_posts')
    .leftJoin('accounts', (join) =>
      join
        .onRef('accounts.redemption_id', '=', 'bot_posts.about')
        .on('accounts.localpart', '<>', forgotten),
    )
    .leftJoin('invited_accounts', (join) =>
      join
        .onRef('invited_accounts.id', '=', 'bot_posts.about')
        .on('invited_accounts.address', '<>', forgotten),
    )
    .leftJoin('requests', (join) =>
      join.onRef('requests.id', '=', 'bot_posts.about').on('requests.erased_at', 'is', null),
    )
    .select('bot_posts.id')
    .where('accounts.redemption_id', 'is', null)
    .where('invited_accounts.id', 'is', null)
    .where('requests.id', 'is', null)
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}
