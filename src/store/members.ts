import type { DatabaseTransaction } from './schema.ts'

/** Notes a sign-in; the first one creates the row. */
export async function noteSignIn(
  trx: DatabaseTransaction,
  mxid: string,
  now: number,
): Promise<void> {
  await trx
    .insertInto('members')
    .values({ mxid, standing: 'good', first_seen_at: now, signed_in_at: now })
    .onConflict((conflict) => conflict.column('mxid').doUpdateSet({ signed_in_at: now }))
    .execute()
}
