import type { VouchRow } from './request-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

/** Whether the member vouches for the request now and didn't before. */
export async function insertVouch(trx: DatabaseTransaction, vouch: VouchRow): Promise<boolean> {
  const made = await trx
    .insertInto('request_vouches')
    .values(vouch)
    .onConflict((conflict) => conflict.doNothing())
    .returning('mxid')
    .execute()
  return made.length === 1
}

export async function deleteVouch(
  trx: DatabaseTransaction,
  { request_id: id, mxid }: Pick<VouchRow, 'request_id' | 'mxid'>,
): Promise<boolean> {
  const gone = await trx
    .deleteFrom('request_vouches')
    .where('request_id', '=', id)
    .where('mxid', '=', mxid)
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}

/** Who vouches for these requests, the first one first. */
export async function listVouches(db: Database, ids: readonly string[]): Promise<VouchRow[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('request_vouches')
    .selectAll()
    .where('request_id', 'in', ids)
    .orderBy('made_at')
    .orderBy('mxid')
    .execute()
}
