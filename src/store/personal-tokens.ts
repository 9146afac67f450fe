import type { MemberRow, PersonalTokenRow } from './console-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

/** A token, and what is known of its owner. */
export type UsableToken = PersonalTokenRow &
  Pick<MemberRow, 'named_role' | 'seen_role' | 'standing'>

export async function insertToken(trx: DatabaseTransaction, row: PersonalTokenRow): Promise<void> {
  await trx.insertInto('personal_tokens').values(row).execute()
}

/** The token with this hash, unless it has expired. */
export async function findToken(
  db: Database,
  hash: string,
  now: number,
): Promise<UsableToken | undefined> {
  return db
    .selectFrom('personal_tokens')
    .innerJoin('members', 'members.mxid', 'personal_tokens.mxid')
    .selectAll('personal_tokens')
    .select(['members.named_role', 'members.seen_role', 'members.standing'])
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Notes the last use. */
export async function touchToken(db: Database, id: string, now: number): Promise<void> {
  await db.updateTable('personal_tokens').set({ used_at: now }).where('id', '=', id).execute()
}

/** Newest first. `mxid`: only theirs; null: everybody's. */
export async function listTokens(
  db: Database,
  mxid: string | null,
  limit: number,
): Promise<PersonalTokenRow[]> {
  return db
    .selectFrom('personal_tokens')
    .selectAll()
    .$if(mxid !== null, (query) => query.where('mxid', '=', mxid))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** False if there is none. `mxid`: only if it is theirs. */
export async function deleteToken(
  trx: DatabaseTransaction,
  id: string,
  mxid: string | null,
): Promise<boolean> {
  const gone = await trx
    .deleteFrom('personal_tokens')
    .where('id', '=', id)
    .$if(mxid !== null, (query) => query.where('mxid', '=', mxid))
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}

/** Deletes tokens that have expired before `until`. */
export async function forgetTokens(db: Database, until: number): Promise<void> {
  await db.deleteFrom('personal_tokens').where('expires_at', '<=', until).execute()
}
