import type { RedemptionRow } from './redemption-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

/** Replaces an erased name; no account has this name. */
export const forgotten = ''

/** Rows per statement. */
const batch = 200

/** Open redemptions of a name: they can be erased only after they are decided. */
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
 * Empties the labels of invitations with which the person joined, or which are for their name: where only one
 * person can use it, a label often is a name; otherwise where it has theirs.
 */
export async function eraseLabelsOf(trx: DatabaseTransaction, localpart: string): Promise<void> {
  await trx
    .updateTable('invites')
    .set({ label: '' })
    .where((eb) =>
      eb.or([
        eb('for_name', '=', localpart),
        eb(
          'id',
          'in',
          eb.selectFrom('accounts').select('invite_id').where('localpart', '=', localpart),
        ),
      ]),
    )
    .where((eb) =>
      eb.or([
        eb('max_uses', '=', 1),
        eb(eb.fn<string>('lower', ['label']), 'like', `%${localpart.toLowerCase()}%`),
      ]),
    )
    .execute()
}

type Named = Pick<RedemptionRow, 'id' | 'invite_id'>

/** Ended redemptions of a name, wished or made. Scans all rows, as names have no index. */
export async function findEndedOf(db: Database, localpart: string): Promise<Named[]> {
  return db
    .selectFrom('redemptions')
    .select(['id', 'invite_id'])
    .where((eb) => eb.or([eb('localpart', '=', localpart), eb('made_as', '=', localpart)]))
    .where('ended_at', 'is not', null)
    .execute()
}

/** Nobody can use an invitation for this name any more. Returns the number of rows. */
export async function eraseForName(trx: DatabaseTransaction, localpart: string): Promise<number> {
  const erased = await trx
    .updateTable('invites')
    .set({ for_name: forgotten })
    .where('for_name', '=', localpart)
    .executeTakeFirst()
  return Number(erased.numUpdatedRows)
}

/**
 * Erases the names of these redemptions, and all addresses from which their invitations were used (it
 * was never stored which address belongs to whom). Counts and dates stay.
 */
export async function eraseNames(trx: DatabaseTransaction, rows: readonly Named[]): Promise<void> {
  for (let at = 0; at < rows.length; at += batch) {
    const some = rows.slice(at, at + batch)
    const ids = some.map(({ id }) => id)
    await trx
      .updateTable('redemptions')
      .set({
        localpart: forgotten,
        made_as: null,
        attempt: null,
        account_ref: null,
        display_name: null,
        cause: null,
      })
      .where('id', 'in', ids)
      .where('ended_at', 'is not', null)
      .execute()
    await trx.deleteFrom('introductions').where('redemption_id', 'in', ids).execute()
    const invites = [...new Set(some.map((row) => row.invite_id))]
    await trx
      .deleteFrom('matrix_registration_addresses')
      .where('invite_id', 'in', invites)
      .execute()
  }
}
