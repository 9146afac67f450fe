import { builtOnce } from './built-once.ts'
import type { Database, DatabaseTransaction, RedemptionRow } from './schema.ts'

export type Redemption = RedemptionRow

/** A place as it is taken: the homeserver has not been asked for anything yet. */
export function newlyHeld(
  facts: Pick<Redemption, 'id' | 'invite_id' | 'localpart' | 'attempt' | 'held_at'>,
): Redemption {
  const unasked = { asked_at: null, known_free: null, asked_of: null, account_ref: null }
  return { ...facts, ...unasked, ended_at: null, outcome: null }
}

/**
 * Takes one place. The decision and the write are one statement, so that however many ask at once,
 * no place is given twice. False if the invitation is not open or every place is used or held.
 */
export async function holdPlace(
  trx: DatabaseTransaction,
  inviteId: string,
  now: number,
): Promise<boolean> {
  return (await holdIfOpen(trx, { inviteId, now })).length === 1
}

const holdIfOpen = builtOnce((db, { inviteId, now }: { inviteId: string; now: number }) =>
  db
    .updateTable('invites')
    .set((eb) => ({ held: eb('held', '+', 1) }))
    .where('id', '=', inviteId)
    .where('deleted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('paused_at', 'is', null)
    .where((eb) => eb.or([eb('opens_at', 'is', null), eb('opens_at', '<=', now)]))
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .where((eb) =>
      eb.or([
        eb('max_uses', 'is', null),
        eb(eb('used', '+', eb.ref('held')), '<', eb.ref('max_uses')),
      ]),
    )
    .returning('id'),
)

/** False if another redemption for the same name is still open. */
export async function insertHeld(trx: DatabaseTransaction, row: Redemption): Promise<boolean> {
  return (await insertIfFree(trx, row)).length === 1
}

const insertIfFree = builtOnce((db, row: Redemption) =>
  db
    .insertInto('redemptions')
    .values({
      id: row.id,
      invite_id: row.invite_id,
      localpart: row.localpart,
      attempt: row.attempt,
      held_at: row.held_at,
      asked_at: row.asked_at,
      known_free: row.known_free,
      asked_of: row.asked_of,
      account_ref: row.account_ref,
      ended_at: row.ended_at,
      outcome: row.outcome,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
)

/**
 * Written before each request that could make the account. False if the hold was given back in the
 * meantime: then the account must not be asked for any more.
 */
export async function markAsked(
  db: Database,
  id: string,
  { at, free, of }: { at: number; free: boolean | null; of: string },
): Promise<boolean> {
  const marked = await markIfOpen(db, { id, at, free: free === null ? null : Number(free), of })
  return marked.length === 1
}

const markIfOpen = builtOnce(
  (db, { id, at, free, of }: { id: string; at: number; free: number | null; of: string }) =>
    db
      .updateTable('redemptions')
      .set({ asked_at: at, known_free: free, asked_of: of })
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .returning('id'),
)

/** Whoever waits in line renews their hold, so that it isn't taken for one that a crash left behind. */
export async function renewHold(db: Database, id: string, now: number): Promise<void> {
  await db
    .updateTable('redemptions')
    .set({ held_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
}

/** What the first of two steps gave. The hold now belongs to somebody who may take the second. */
export async function keepAccountRef(db: Database, id: string, ref: string): Promise<void> {
  await db.updateTable('redemptions').set({ account_ref: ref }).where('id', '=', id).execute()
}

/** The request went out and no answer came back: the hold stays until it is decided. */
export async function markUnknown(db: Database, id: string): Promise<void> {
  await db
    .updateTable('redemptions')
    .set({ outcome: 'unknown' })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
}

export async function findRedemption(db: Database, id: string): Promise<Redemption | undefined> {
  return db.selectFrom('redemptions').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Redemptions without an end, a page of them after `after`. */
export async function listOpen(
  db: Database,
  { after = '', limit = 100 }: { after?: string; limit?: number } = {},
): Promise<Redemption[]> {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Who joined with an invitation, and what is still open, in order of time. */
export async function listOfInvite(db: Database, inviteId: string): Promise<Redemption[]> {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('outcome', '=', 'created')]))
    .orderBy('id')
    .limit(1000)
    .execute()
}
