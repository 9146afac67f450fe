import type { Database, RedemptionRow } from './schema.ts'

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

/**
 * Erases a name, and the addresses from which its invitations were used: whose each of these is was
 * never kept. Counts and dates stay. Gives how many redemptions had the name. All of them are read
 * for it, since there is no index of names; only the few that are found are locked.
 */
export async function eraseName(db: Database, localpart: string): Promise<number> {
  const found = await db
    .selectFrom('redemptions')
    .select(['id', 'invite_id'])
    .where('localpart', '=', localpart)
    .where('ended_at', 'is not', null)
    .execute()
  for (let at = 0; at < found.length; at += batch) {
    const some = found.slice(at, at + batch)
    await erase(
      db,
      some.map(({ id }) => id),
      [...new Set(some.map((row) => row.invite_id))],
    )
  }
  return found.length
}

async function erase(db: Database, ids: string[], invites: string[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('redemptions')
      .set({ localpart: forgotten, attempt: null, account_ref: null })
      .where('id', 'in', ids)
      .where('ended_at', 'is not', null)
      .execute()
    await trx
      .deleteFrom('matrix_registration_addresses')
      .where('invite_id', 'in', invites)
      .execute()
  })
}
