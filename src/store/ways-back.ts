import { precompiled } from './precompiled.ts'
import type { AccountRow, RedemptionRow, WayBackRow } from './redemption-rows.ts'
import type { Database } from './schema.ts'

export type NewWayBack = Omit<WayBackRow, 'used_at'>

export async function insertWayBack(db: Database, row: NewWayBack): Promise<void> {
  await insert(db, row)
}

const insert = precompiled((db, { hash, account, expires_at }: NewWayBack) =>
  db.insertInto('ways_back').values({ hash, account, expires_at }),
)

/** A way back that has not expired. The rest is null while there is no account yet. */
export interface FoundWayBack extends WayBackRow {
  made: AccountRow['redemption_id'] | null
  localpart: AccountRow['localpart'] | null
  invite_id: AccountRow['invite_id'] | null
  /** Of the account: when it was decided to deactivate it. */
  ended_at: AccountRow['ended_at']
  ends_at: AccountRow['ends_at']
  awaits_approval: RedemptionRow['awaits_approval'] | null
}

export async function findWayBack(
  db: Database,
  hash: string,
  now: number,
): Promise<FoundWayBack | undefined> {
  return (await find(db, { hash, now }))[0]
}

const find = precompiled((db, { hash, now }: { hash: string; now: number }) =>
  db
    .selectFrom('ways_back')
    .leftJoin('accounts', 'accounts.redemption_id', 'ways_back.account')
    .leftJoin('redemptions', 'redemptions.id', 'ways_back.account')
    .select([
      'ways_back.hash',
      'ways_back.account',
      'ways_back.expires_at',
      'ways_back.used_at',
      'accounts.redemption_id as made',
      'accounts.localpart',
      'accounts.invite_id',
      'accounts.ended_at',
      'accounts.ends_at',
      'redemptions.awaits_approval',
    ])
    .where('hash', '=', hash)
    .where('ways_back.expires_at', '>', now),
)

/** Guarded by the previous use, so that only one of several requests at once writes. */
export async function markUsed(
  db: Database,
  { hash, used_at: before }: Pick<WayBackRow, 'hash' | 'used_at'>,
  now: number,
): Promise<void> {
  await db
    .updateTable('ways_back')
    .set({ used_at: now })
    .where('hash', '=', hash)
    .where('used_at', 'is not distinct from', before)
    .execute()
}

/** How many ways back of an account are live, until when, and their last use. */
export async function summarizeWaysBack(
  db: Database,
  account: string,
  now: number,
): Promise<{ live: number; until: number | null; used: number | null }> {
  const found = await db
    .selectFrom('ways_back')
    .select((eb) => [
      eb.fn.countAll<number | string>().as('live'),
      eb.fn.max('expires_at').as('until'),
      eb.fn.max('used_at').as('used'),
    ])
    .where('account', '=', account)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow()
  const { live, until, used } = found
  return { live: Number(live), until, used }
}

/** Ends all ways back of an account but the latest `kept`. Returns how many ended. */
export async function endWaysBack(db: Database, account: string, kept = 0): Promise<number> {
  const latest = db
    .selectFrom('ways_back')
    .select('hash')
    .where('account', '=', account)
    .orderBy('expires_at', 'desc')
    .limit(kept)
  const gone = await db
    .deleteFrom('ways_back')
    .where('account', '=', account)
    .where('hash', 'not in', latest)
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** Ends those of all accounts of a name, whether they exist or are in the making. */
export async function endWaysBackOf(db: Database, localpart: string): Promise<void> {
  await db
    .deleteFrom('ways_back')
    .where((eb) =>
      eb.or([
        eb(
          'account',
          'in',
          eb.selectFrom('accounts').select('redemption_id').where('localpart', '=', localpart),
        ),
        eb(
          'account',
          'in',
          eb
            .selectFrom('redemptions')
            .select('id')
            .where((one) =>
              one.or([one('localpart', '=', localpart), one('made_as', '=', localpart)]),
            ),
        ),
      ]),
    )
    .execute()
}

export async function forgetWaysBack(db: Database, now: number): Promise<void> {
  await db.deleteFrom('ways_back').where('expires_at', '<=', now).execute()
}
