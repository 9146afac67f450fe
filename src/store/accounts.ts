import { precompiled } from './precompiled.ts'
import { forgotten } from './people.ts'
import type { AccountRow } from './redemption-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

/**
 * Inserts the account of a redemption that ended as created, with its invitation's profile or the default
 * one. Without either, the configuration decides what the newcomer gets.
 */
export async function insertAccount(
  trx: DatabaseTransaction,
  redemptionId: string,
): Promise<InsertedAccount | undefined> {
  const [inserted] = await insertOf(trx, { redemptionId })
  return inserted
}

export type InsertedAccount = Pick<AccountRow, 'profile_id' | 'invited_by'>

const insertOf = precompiled((db, { redemptionId }: { redemptionId: string }) =>
  db
    .insertInto('accounts')
    .columns([
      'redemption_id',
      'localpart',
      'invite_id',
      'invited_by',
      'profile_id',
      'made_at',
      'ends_at',
      'grace_ms',
    ])
    .expression((eb) =>
      eb
        .selectFrom('redemptions')
        .innerJoin('invites', 'invites.id', 'redemptions.invite_id')
        .leftJoin('profiles', (join) =>
          join.on((on) =>
            on.or([
              on('profiles.id', '=', on.ref('invites.profile_id')),
              on.and([on('invites.profile_id', 'is', null), on('profiles.is_default', '=', 1)]),
            ]),
          ),
        )
        .select((inner) => [
          'redemptions.id',
          inner.fn.coalesce('redemptions.made_as', 'redemptions.localpart').as('localpart'),
          'redemptions.invite_id',
          'invites.created_by',
          'profiles.id as profile',
          'redemptions.ended_at',
          inner('redemptions.ended_at', '+', inner.ref('account_ms')).as('ends_at'),
          'profiles.grace_ms',
        ])
        .where('redemptions.id', '=', redemptionId),
    )
    .returning(['profile_id', 'invited_by']),
)

/** When the account of a name was made by an invitation; undefined: not by one that is known. */
export async function findMadeAt(db: Database, localpart: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('accounts')
    .select('made_at')
    .where('localpart', '=', localpart)
    .orderBy('made_at')
    .limit(1)
    .executeTakeFirst()
  return row?.made_at
}

/** Of several times the first one stays. */
export async function markAppOpened(db: Database, id: string, now: number): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ app_opened_at: now })
    .where('redemption_id', '=', id)
    .where('app_opened_at', 'is', null)
    .execute()
}

/** When the owners of these accounts first opened an app, by their ids, as far as it is known. */
export async function listAppOpened(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('accounts')
    .select(['redemption_id', 'app_opened_at'])
    .where('redemption_id', 'in', ids)
    .where('app_opened_at', 'is not', null)
    .execute()
  return new Map(rows.map((row) => [row.redemption_id, row.app_opened_at ?? 0]))
}

/** Erases a name. The rows stay, so counts don't change. Returns the number of rows. */
export async function eraseAccounts(trx: DatabaseTransaction, localpart: string): Promise<number> {
  const erased = await trx
    .updateTable('accounts')
    .set({ localpart: forgotten, app_opened_at: null })
    .where('localpart', '=', localpart)
    .executeTakeFirst()
  return Number(erased.numUpdatedRows)
}
