import { sql } from 'kysely'
import { precompiled } from './precompiled.ts'
import type { RedemptionRow } from './redemption-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

export type Redemption = RedemptionRow

/** A new row for a held place: no account has been requested yet. */
export function newlyHeld(
  facts: Pick<Redemption, 'id' | 'invite_id' | 'localpart' | 'attempt' | 'held_at'>,
): Redemption {
  return {
    ...facts,
    asked_at: null,
    known_free: null,
    asked_of: null,
    account_ref: null,
    late_ms: null,
    free_since: null,
    password_requests: 0,
    closing_at: null,
    made_as: null,
    awaits_approval: 0,
    session_left: 0,
    display_name: null,
    ended_at: null,
    outcome: null,
    reason: null,
    cause: null,
  }
}

/**
 * Takes one place. Check and write are one statement, so that concurrent requests never get the same
 * place. False if the invitation is not open or every place is used or held.
 */
export async function holdPlace(
  trx: DatabaseTransaction,
  inviteId: string,
  now: number,
): Promise<boolean> {
  return (await holdIfOpen(trx, { inviteId, now })).length === 1
}

const holdIfOpen = precompiled((db, { inviteId, now }: { inviteId: string; now: number }) =>
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

/** False if another redemption for the same name is open. */
export async function insertHeld(trx: DatabaseTransaction, row: Redemption): Promise<boolean> {
  return (await insertIfFree(trx, row)).length === 1
}

const insertIfFree = precompiled((db, row: Redemption) =>
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
      late_ms: row.late_ms,
      free_since: row.free_since,
      password_requests: row.password_requests,
      closing_at: row.closing_at,
      awaits_approval: row.awaits_approval,
      session_left: row.session_left,
      display_name: row.display_name,
      ended_at: row.ended_at,
      outcome: row.outcome,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
)

/** A request that can create an account, as recorded before it is sent. */
export interface Asking {
  at: number
  /** The kind of homeserver. */
  of: string
  free: boolean | null
  freeSince: number | null
  lateMs: number
}

/**
 * Recorded before each request that could create the account. False if the hold was given back
 * meanwhile: then the request must not be sent.
 */
export async function markAsked(db: Database, id: string, asked: Asking): Promise<boolean> {
  const { free, ...given } = asked
  const marked = await markIfOpen(db, { ...given, id, free: free === null ? null : Number(free) })
  return marked.length === 1
}

type Mark = Omit<Asking, 'free'> & { id: string; free: number | null }

const markIfOpen = precompiled((db, { id, at, free, freeSince, of, lateMs }: Mark) =>
  db
    .updateTable('redemptions')
    .set({
      asked_at: at,
      known_free: free,
      free_since: freeSince,
      asked_of: of,
      // An earlier request of this redemption may still be on its way, with a longer delay.
      late_ms: sql<number>`case when late_ms > ${lateMs} then late_ms else ${lateMs} end`,
    })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('closing_at', 'is', null)
    .returning('id'),
)

/** Renews the hold of somebody in the queue, so that it isn't mistaken for one left by a crash. */
export async function renewHold(db: Database, id: string, now: number): Promise<void> {
  await db
    .updateTable('redemptions')
    .set({ held_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
}

/** Recorded before each request that sets a password. False as in `markAsked`. */
export async function markPasswordAsked(db: Database, id: string, at: number): Promise<boolean> {
  const marked = await db
    .updateTable('redemptions')
    .set((eb) => ({ asked_at: at, password_requests: eb('password_requests', '+', 1) }))
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('closing_at', 'is', null)
    .returning('id')
    .execute()
  return marked.length === 1
}

/** One of those requests was refused, so it set no password. */
export async function markPasswordRefused(db: Database, id: string): Promise<void> {
  await db
    .updateTable('redemptions')
    .set((eb) => ({ password_requests: eb('password_requests', '-', 1) }))
    .where('id', '=', id)
    .execute()
}

/**
 * Recorded before a half-made account is undone; from then on no request can continue it. False if a
 * request was made since `askedAt`, or may have set the password (unless `evenIfInUse`: the operator
 * decided).
 */
export async function markClosing(
  db: Database,
  id: string,
  { at, askedAt, evenIfInUse }: { at: number; askedAt: number | null; evenIfInUse: boolean },
): Promise<boolean> {
  const marked = await db
    .updateTable('redemptions')
    .set((eb) => ({ closing_at: eb.fn.coalesce('closing_at', eb.val(at)) }))
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('asked_at', 'is not distinct from', askedAt)
    .$if(!evenIfInUse, (query) => query.where('password_requests', '=', 0))
    .returning('id')
    .execute()
  return marked.length === 1
}

/** Stores the result of step one. The hold is kept for step two. */
export async function keepAccountRef(db: Database, id: string, ref: string): Promise<void> {
  await db.updateTable('redemptions').set({ account_ref: ref }).where('id', '=', id).execute()
}

/** The answer to the request was lost: the hold stays until settling decides. */
export async function markUnknown(db: Database, id: string): Promise<void> {
  await db
    .updateTable('redemptions')
    .set({ outcome: 'unknown' })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute()
}

/** In characters. */
const maxCauseLength = 500

/** Why an attempt ended as it did, for the doctor. Rewritten by the next attempt of the same person. */
export async function noteReason(
  db: Database,
  id: string,
  { reason, cause }: Pick<Redemption, 'reason'> & { cause?: string | undefined },
): Promise<void> {
  await db
    .updateTable('redemptions')
    .set({ reason, cause: cause?.slice(0, maxCauseLength) ?? null })
    .where('id', '=', id)
    .execute()
}

/** The account has it, so it is kept no longer. */
export async function eraseDisplayName(db: Database, id: string): Promise<void> {
  await db.updateTable('redemptions').set({ display_name: null }).where('id', '=', id).execute()
}

export async function findRedemption(db: Database, id: string): Promise<Redemption | undefined> {
  return db.selectFrom('redemptions').selectAll().where('id', '=', id).executeTakeFirst()
}
