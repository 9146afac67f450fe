import type { DatabaseTransaction } from './schema.ts'

/** Rows per statement: their events are inserted by one statement, too. */
const batch = 1_000

/**
 * Pauses a batch of an author's invitations that somebody could join with, and returns their ids; none
 * once all are paused.
 */
export async function pauseSome(
  trx: DatabaseTransaction,
  author: string,
  now: number,
): Promise<string[]> {
  const paused = await trx
    .updateTable('invites')
    .set({ paused_at: now, paused_reason: 'standing' })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('invites')
        .select('id')
        .where('created_by', '=', author)
        .where('paused_at', 'is', null)
        .where('revoked_at', 'is', null)
        .where('deleted_at', 'is', null)
        .where((or) => or.or([or('expires_at', 'is', null), or('expires_at', '>', now)]))
        .where((or) => or.or([or('max_uses', 'is', null), or('used', '<', or.ref('max_uses'))]))
        .limit(batch),
    )
    .returning('id')
    .execute()
  return paused.map(({ id }) => id)
}

/** Opens a batch of those that `pauseSome` paused, and returns their ids. */
export async function openSome(trx: DatabaseTransaction, author: string): Promise<string[]> {
  const opened = await trx
    .updateTable('invites')
    .set({ paused_at: null, paused_reason: null })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('invites')
        .select('id')
        .where('created_by', '=', author)
        .where('paused_reason', '=', 'standing')
        .limit(batch),
    )
    .returning('id')
    .execute()
  return opened.map(({ id }) => id)
}
