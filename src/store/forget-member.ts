import { forgotten } from './people.ts'
import type { DatabaseTransaction } from './schema.ts'

/**
 * Erases who signed in to the console or invited: sessions, links and tokens end, and what they did
 * stays without their name. Returns the number of rows. Scans events and accounts, which have no index
 * on names.
 */
export async function eraseMember(trx: DatabaseTransaction, mxid: string): Promise<number> {
  const gone = []
  const tables = [
    'members',
    'sessions',
    'console_links',
    'personal_tokens',
    'bot_people',
    'request_vouches',
  ] as const
  for (const table of tables) {
    gone.push(await trx.deleteFrom(table).where('mxid', '=', mxid).executeTakeFirst())
  }
  gone.push(await trx.deleteFrom('bot_inbox').where('sender', '=', mxid).executeTakeFirst())
  const erased = [
    await trx
      .updateTable('invites')
      .set({ created_by: forgotten })
      .where('created_by', '=', mxid)
      .executeTakeFirst(),
    await trx
      .updateTable('accounts')
      .set({ invited_by: forgotten })
      .where('invited_by', '=', mxid)
      .executeTakeFirst(),
    await trx
      .updateTable('invited_accounts')
      .set({ invited_by: forgotten })
      .where('invited_by', '=', mxid)
      .executeTakeFirst(),
    await trx
      .updateTable('events')
      .set({ actor_id: null })
      .where('actor_id', '=', mxid)
      .executeTakeFirst(),
    await trx
      .updateTable('events')
      .set({ subject: null })
      .where('subject', '=', mxid)
      .executeTakeFirst(),
  ]
  const counts = [
    ...gone.map(({ numDeletedRows }) => numDeletedRows),
    ...erased.map(({ numUpdatedRows }) => numUpdatedRows),
  ]
  return Number(counts.reduce((sum, count) => sum + count, 0n))
}
