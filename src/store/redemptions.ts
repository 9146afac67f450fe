import type { Invite } from '../core/invite.ts'
import type { Database, DatabaseTransaction, RedemptionOutcome, RedemptionRow } from './schema.ts'

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
 * no place is given twice. Undefined if the invitation is not open or every place is used or held.
 */
export async function holdPlace(
  trx: DatabaseTransaction,
  inviteId: string,
  now: number,
): Promise<Invite | undefined> {
  return trx
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
    .returningAll()
    .executeTakeFirst()
}

/** False if another redemption for the same name is still open. */
export async function insertHeld(trx: DatabaseTransaction, row: Redemption): Promise<boolean> {
  const made = await trx
    .insertInto('redemptions')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return made.length === 1
}

/**
 * Written before each request that could make the account. False if the hold was given back in the
 * meantime: then the account must not be asked for any more.
 */
export async function markAsked(
  db: Database,
  id: string,
  { at, free, of }: { at: number; free: boolean | null; of: string },
): Promise<boolean> {
  const marked = await db
    .updateTable('redemptions')
    .set({ asked_at: at, known_free: free === null ? null : Number(free), asked_of: of })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .execute()
  return marked.length === 1
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

/**
 * The account exists: the held place becomes a used one. Should the hold have been given back all
 * the same, the use is counted even so, since an account that exists must never go uncounted. False
 * if it was counted before.
 */
export async function commitRedemption(db: Database, id: string, now: number): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    await lockInvite(trx, id)
    const inviteId = await endRedemption(trx, id, 'created', now)
    if (inviteId !== undefined) return addUse(trx, inviteId, { held: 1, now })
    const late = await trx
      .updateTable('redemptions')
      .set({ outcome: 'created' })
      .where('id', '=', id)
      .where('outcome', '<>', 'created')
      .returning('invite_id')
      .executeTakeFirst()
    return late !== undefined && addUse(trx, late.invite_id, { held: 0, now })
  })
}

/**
 * Locks are taken in one order, the invitation's before the redemption's, as the hold does: otherwise
 * two portals could wait for each other. An update of nothing locks the row on both databases.
 */
async function lockInvite(trx: DatabaseTransaction, redemptionId: string): Promise<void> {
  await trx
    .updateTable('invites')
    .set((eb) => ({ held: eb.ref('held') }))
    .where('id', '=', (eb) =>
      eb.selectFrom('redemptions').select('invite_id').where('id', '=', redemptionId),
    )
    .execute()
}

async function addUse(
  trx: DatabaseTransaction,
  inviteId: string,
  { held, now }: { held: number; now: number },
): Promise<true> {
  await trx
    .updateTable('invites')
    .set((eb) => ({ used: eb('used', '+', 1), held: eb('held', '-', held), last_used_at: now }))
    .where('id', '=', inviteId)
    .execute()
  return true
}

/**
 * The account was not made: the place comes back. With `askedAt`, only if the account was last asked
 * for at that time (null: not yet), since a later request could still make it. False if not done.
 */
export async function releaseRedemption(
  db: Database,
  id: string,
  outcome: 'refused' | 'absent',
  { now, askedAt }: { now: number; askedAt?: number | null },
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    await lockInvite(trx, id)
    const inviteId = await endRedemption(trx, id, outcome, now, askedAt)
    if (inviteId === undefined) return false
    await trx
      .updateTable('invites')
      .set((eb) => ({ held: eb('held', '-', 1) }))
      .where('id', '=', inviteId)
      .execute()
    return true
  })
}

/** Ends an open redemption once, whoever comes first, and gives its invitation. */
async function endRedemption(
  trx: DatabaseTransaction,
  id: string,
  outcome: RedemptionOutcome,
  now: number,
  askedAt?: number | null,
): Promise<string | undefined> {
  const ended = await trx
    .updateTable('redemptions')
    .set({ outcome, ended_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .$if(askedAt !== undefined, (query) =>
      query.where('asked_at', 'is not distinct from', askedAt ?? null),
    )
    .returning('invite_id')
    .executeTakeFirst()
  return ended?.invite_id
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
