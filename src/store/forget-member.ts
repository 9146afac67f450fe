import { forgotten } from './people.ts'
import type { DatabaseTransaction } from './schema.ts'

/**
 * Erases who signed in to the console or invited: sessions, links and tokens end, and what they did
 * stays without their name. Returns the number of rows. Scans events and accounts, which have no index
 * on names.
 */
export async function eraseMember(trx: DatabaseTransaction, mxid: string): Promise<number> {
  return Number((await deleteOwn(trx, mxid)) + (await eraseName(trx, mxid)))
}

const own = [
  'members',
  'sessions',
  'console_links',
  'personal_tokens',
  'bot_people',
  'request_vouches',
] as const

async function deleteOwn(trx: DatabaseTransaction, mxid: string): Promise<bigint> {
  let count = 0n
  for (const table of own) {
    count += (await trx.deleteFrom(table).where('mxid', '=', mxid).executeTakeFirst())
      .numDeletedRows
  }
  const said = await trx.deleteFrom('bot_inbox').where('sender', '=', mxid).executeTakeFirst()
  return count + said.numDeletedRows
}

/** Rows that stay lose the name. */
async function eraseName(trx: DatabaseTransaction, mxid: string): Promise<bigint> {
  const statements = [
    trx.updateTable('invites').set({ created_by: forgotten }).where('created_by', '=', mxid),
    trx.updateTable('accounts').set({ invited_by: forgotten }).where('invited_by', '=', mxid),
    trx
      .updateTable('invited_accounts')
      .set({ invited_by: forgotten })
      .where('invited_by', '=', mxid),
    trx.updateTable('events').set({ actor_id: null }).where('actor_id', '=', mxid),
    trx.updateTable('events').set({ subject: null }).where('subject', '=', mxid),
  ]
  let count = 0n
  for (const one of statements) count += (await one.executeTakeFirst()).numUpdatedRows
  return count
}
