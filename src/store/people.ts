import type { Database, DatabaseTransaction, RedemptionRow } from './schema.ts'

/** What stands where a name was erased: no account has it. */
export const forgotten = ''

/** So many rows a statement. */
const batch = 200

/** What is still open of a name; it can be erased when it is decided. */
export async function findOpenOf(
  db: Database,
  localpart: string,
): Promise<Pick<RedemptionRow, 'id'>[]> {
  return db
    .selectFrom('redemptions')
    .select('id')
    .where('localpart', '=', localpart)
    .where('ended_at', 'is', null)
    .execute()
}

type Named = Pick<RedemptionRow, 'id' | 'invite_id'>

/** What has ended of a name. All rows are read for it, since there is no index of names. */
export async function findEndedOf(db: Database, localpart: string): Promise<Named[]> {
  return db
    .selectFrom('redemptions')
    .select(['id', 'invite_id'])
    .where('localpart', '=', localpart)
    .where('ended_at', 'is not', null)
    .execute()
}

/**
 * Erases the names of these redemptions, and the addresses from which their invitations were used:
 * whose each of these is was never kept. Counts and dates stay.
 */
export async function eraseNames(trx: DatabaseTransaction, rows: readonly Named[]): Promise<void> {
  for (let at = 0; at < rows.length; at += batch) {
    const some = rows.slice(at, at + batch)
    const ids = some.map(({ id }) => id)
    await trx
      .updateTable('redemptions')
      .set({ localpart: forgotten, attempt: null, account_ref: null })
      .where('id', 'in', ids)
      .where('ended_at', 'is not', null)
      .execute()
    const invites = [...new Set(some.map((row) => row.invite_id))]
    await trx
      .deleteFrom('matrix_registration_addresses')
      .where('invite_id', 'in', invites)
      .execute()
  }
}
