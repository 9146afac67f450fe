import { sql } from 'kysely'
import type { AccountRow } from './redemption-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

// Accounts with an end.

export async function findAccount(db: Database, id: string): Promise<AccountRow | undefined> {
  return db.selectFrom('accounts').selectAll().where('redemption_id', '=', id).executeTakeFirst()
}

/** The accounts of a name that still have an end: usually one, as names can be used again. */
export async function findGuests(db: Database, localpart: string): Promise<AccountRow[]> {
  return db
    .selectFrom('accounts')
    .selectAll()
    .where('localpart', '=', localpart)
    .where('ends_at', 'is not', null)
    .where('ended_at', 'is', null)
    .orderBy('made_at', 'desc')
    .execute()
}

/** Accounts with an end, the next to end first. `author`: only of those whom they invited. */
export async function listGuests(
  db: Database,
  limit: number,
  author: string | null = null,
): Promise<AccountRow[]> {
  return guestsOf(db, author).where('ends_at', 'is not', null).limit(limit).execute()
}

/** Active accounts that end between `now` and `until`, the next first. `author`: as above. */
export async function listEnding(
  db: Database,
  given: { now: number; until: number; author: string | null; limit: number },
): Promise<AccountRow[]> {
  const { now, until, author, limit } = given
  return guestsOf(db, author)
    .where('ends_at', '>', now)
    .where('ends_at', '<=', until)
    .limit(limit)
    .execute()
}

/** Accounts whose end was not decided, of people who were not forgotten. */
function guestsOf(db: Database, author: string | null) {
  return db
    .selectFrom('accounts')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('localpart', '<>', '')
    .$if(author !== null, (query) => query.where('invited_by', '=', author))
    .orderBy('ends_at')
}

/** Accounts whose state at the homeserver has to change: to be suspended, deactivated or restored. */
export async function listDue(db: Database, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('accounts')
    .select('redemption_id')
    .where('ended_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb.and([eb('ends_at', '<=', now), eb('suspended_at', 'is', null)]),
        eb.and([
          eb('suspended_at', 'is not', null),
          eb.or([
            eb('ends_at', 'is', null),
            eb('ends_at', '>', now),
            sql<boolean>`ends_at + grace_ms <= ${now}`,
          ]),
        ]),
      ]),
    )
    .limit(limit)
    .execute()
  return rows.map((row) => row.redemption_id)
}

/** Decides on the suspension; false unless it is due. */
export async function decideSuspension(
  trx: DatabaseTransaction,
  id: string,
  now: number,
): Promise<boolean> {
  const done = await trx
    .updateTable('accounts')
    .set({ suspended_at: now })
    .where('redemption_id', '=', id)
    .where('ends_at', '<=', now)
    .where('suspended_at', 'is', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Decides on the deactivation, for good; false unless the grace is over. */
export async function decideEnd(
  trx: DatabaseTransaction,
  id: string,
  now: number,
): Promise<boolean> {
  const done = await trx
    .updateTable('accounts')
    .set({ ended_at: now })
    .where('redemption_id', '=', id)
    .where(sql<boolean>`ends_at + grace_ms <= ${now}`)
    .where('suspended_at', 'is not', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** The account is suspended at the homeserver, whatever was decided meanwhile. */
export async function markSuspended(db: Database, id: string, now: number): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ suspended_at: now })
    .where('redemption_id', '=', id)
    .where('suspended_at', 'is', null)
    .where('ended_at', 'is', null)
    .execute()
}

/** The account is active again at the homeserver, unless it has become due meanwhile. */
export async function markRestored(db: Database, id: string, now: number): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ suspended_at: null })
    .where('redemption_id', '=', id)
    .where('ended_at', 'is', null)
    .where((eb) => eb.or([eb('ends_at', 'is', null), eb('ends_at', '>', now)]))
    .execute()
}

interface NewEnd {
  /** Null: none any more. */
  endsAt: number | null
  /** When the person who invited did it; otherwise that stays. */
  extendedAt?: number
}

/** Moves the end; false if it was decided meanwhile that the account is over, or it has no end. */
export async function moveEnd(
  trx: DatabaseTransaction,
  id: string,
  { endsAt, extendedAt }: NewEnd,
): Promise<boolean> {
  const done = await trx
    .updateTable('accounts')
    .set({
      ends_at: endsAt,
      reminded_days: null,
      ...(extendedAt !== undefined && { extended_at: extendedAt }),
    })
    .where('redemption_id', '=', id)
    .where('ends_at', 'is not', null)
    .where('ended_at', 'is', null)
    .$if(extendedAt !== undefined, (query) => query.where('extended_at', 'is', null))
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

const day = 24 * 3_600_000

/** The notices before an end, in days. A term has to be a day longer than its notice. */
export type Notice = 1 | 7

/** Whether the term is longer than a notice of so many days. */
const isLong = (days: number) => sql<boolean>`ends_at - made_at > ${sql.lit((days + 1) * day)}`

/** Accounts of whose end nobody was told yet: a week before, and the day before. */
export async function listToRemind(
  db: Database,
  now: number,
  limit: number,
): Promise<Pick<AccountRow, 'redemption_id' | 'ends_at'>[]> {
  const within = (days: number) => sql<boolean>`ends_at <= ${now + days * day}`
  const isTold = sql<boolean>`reminded_days = 1`
  return db
    .selectFrom('accounts')
    .select(['redemption_id', 'ends_at'])
    .where('ends_at', '>', now)
    .where(within(7))
    .where('suspended_at', 'is', null)
    .where('ended_at', 'is', null)
    .where('localpart', '<>', '')
    .where((eb) =>
      eb.or([
        eb.and([within(1), isLong(1), eb.or([eb('reminded_days', 'is', null), eb.not(isTold)])]),
        eb.and([eb.not(within(1)), isLong(7), eb('reminded_days', 'is', null)]),
      ]),
    )
    .limit(limit)
    .execute()
}

/** False if the end was moved, or somebody else did it, meanwhile. */
export async function markReminded(
  trx: DatabaseTransaction,
  { redemption_id: id, ends_at: end }: Pick<AccountRow, 'redemption_id' | 'ends_at'>,
  days: Notice,
): Promise<boolean> {
  const done = await trx
    .updateTable('accounts')
    .set({ reminded_days: days })
    .where('redemption_id', '=', id)
    .where('ends_at', '=', end)
    .where((eb) => eb.or([eb('reminded_days', 'is', null), eb('reminded_days', '>', days)]))
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}
