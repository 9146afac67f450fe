import { sql } from 'kysely'
import { insertAccount, type InsertedAccount } from './accounts.ts'
import { isPostgres } from './database-clock.ts'
import { precompiled } from './precompiled.ts'
import type { RedemptionOutcome, RedemptionRow } from './redemption-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

/**
 * The account exists: turns the held place into a use. If the hold was given back meanwhile, the use is
 * counted all the same, since an existing account must never go uncounted. Returns the invitation's id
 * and the display name to set; undefined if the use was counted before.
 */
export async function commitRedemption(
  trx: DatabaseTransaction,
  id: string,
  now: number,
  { awaitsApproval = false, madeAs = null }: Marks = {},
): Promise<(Ended & InsertedAccount) | undefined> {
  await lockInvite(trx, { id })
  const ended = await endRedemption(trx, { id, outcome: 'created', now })
  const committed = ended ?? (await countLate(trx, id))
  if (awaitsApproval) await markRow(trx, id, { awaits_approval: 1 })
  if (madeAs !== null) await markRow(trx, id, { made_as: madeAs })
  if (committed === undefined) return undefined
  await addUse(trx, { invite: committed.invite_id, held: ended === undefined ? 0 : 1, now })
  const account = await insertAccount(trx, id)
  return { ...committed, profile_id: null, invited_by: '', ...account }
}

type Ended = Pick<RedemptionRow, 'invite_id' | 'display_name'>

/** Additional facts about a created account. */
export interface Marks {
  /** An administrator of the homeserver has to approve it. */
  awaitsApproval?: boolean
  /** `RedemptionRow.made_as` */
  madeAs?: string | null
}

/** Whether the session that was opened with the account may still be open, with a token that was lost. */
export function markSessionLeft(db: Database, id: string, isLeft: boolean): Promise<void> {
  return markRow(db, id, { session_left: isLeft ? 1 : 0 })
}

async function markRow(
  db: Database,
  id: string,
  marks: Partial<Pick<RedemptionRow, 'awaits_approval' | 'session_left' | 'made_as'>>,
): Promise<void> {
  await db.updateTable('redemptions').set(marks).where('id', '=', id).execute()
}

/** The invitation of a redemption that ended without an account although the account exists. */
async function countLate(trx: DatabaseTransaction, id: string): Promise<Ended | undefined> {
  return trx
    .updateTable('redemptions')
    .set({ outcome: 'created' })
    .where('id', '=', id)
    .where('outcome', '<>', 'created')
    .returning(['invite_id', 'display_name'])
    .executeTakeFirst()
}

/**
 * No account was created: releases the place. With `askedAt`, only if that is still the time of the last
 * request (null: none yet), since a later request could still create the account. False if not done.
 */
export async function releaseRedemption(
  trx: DatabaseTransaction,
  id: string,
  outcome: 'refused' | 'absent',
  { now, askedAt }: { now: number; askedAt?: number | null },
): Promise<boolean> {
  await lockInvite(trx, { id })
  const ended = await endRedemption(trx, { id, outcome, now }, askedAt)
  if (ended === undefined) return false
  await trx
    .updateTable('invites')
    .set((eb) => ({ held: eb('held', '-', 1) }))
    .where('id', '=', ended.invite_id)
    .execute()
  return true
}

/**
 * Locks the invitation before the redemption, in the same order as taking a hold, to avoid deadlocks
 * between portals. A transaction of SQLite locks the whole database when it begins.
 */
async function lockInvite(trx: DatabaseTransaction, redemption: { id: string }): Promise<void> {
  if (isPostgres(trx)) await lockRow(trx, redemption)
}

/** An update without a change. */
const lockRow = precompiled((db, { id }: { id: string }) =>
  db
    .updateTable('invites')
    .set((eb) => ({ held: eb.ref('held') }))
    .where('id', '=', (eb) =>
      eb.selectFrom('redemptions').select('invite_id').where('id', '=', id),
    ),
)

const addUse = precompiled(
  (db, { invite, held, now }: { invite: string; held: 0 | 1; now: number }) =>
    db
      .updateTable('invites')
      .set((eb) => ({ used: eb('used', '+', 1), held: eb('held', '-', held), last_used_at: now }))
      .where('id', '=', invite),
)

interface Ending {
  id: string
  outcome: RedemptionOutcome
  now: number
}

/** Ends a redemption if it is open, and returns its invitation's id. Only the first caller succeeds. */
async function endRedemption(
  trx: DatabaseTransaction,
  ending: Ending,
  askedAt?: number | null,
): Promise<Ended | undefined> {
  const [ended] = await (askedAt === undefined
    ? endIfOpen(trx, ending)
    : endIfAskedAt(trx, { ...ending, askedAt }))
  return ended
}

const endIfOpen = precompiled(endOpen)

const endIfAskedAt = precompiled((db, { askedAt, id, outcome, now }: Ending & AskedAt) =>
  endOpen(db, { id, outcome, now }).where('asked_at', 'is not distinct from', askedAt),
)

interface AskedAt {
  askedAt: number | null
}

function endOpen(db: Database, { id, outcome, now }: Ending) {
  return db
    .updateTable('redemptions')
    .set({
      outcome,
      ended_at: now,
      // Of no use where there is no account.
      display_name: sql<string | null>`case when ${outcome} = 'created' then display_name end`,
    })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning(['invite_id', 'display_name'])
}
