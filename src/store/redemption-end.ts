import { insertAccount } from './accounts.ts'
import { precompiled } from './precompiled.ts'
import type { Database, DatabaseTransaction, RedemptionOutcome, RedemptionRow } from './schema.ts'

/**
 * The account exists: the held place becomes a used one. Should the hold have been given back all
 * the same, the use is counted even so, since an account that exists must never go uncounted. Gives
 * the invitation; undefined if it was counted before.
 */
export async function commitRedemption(
  trx: DatabaseTransaction,
  id: string,
  now: number,
  { awaitsApproval = false, sessionLeft = false }: Marks = {},
): Promise<string | undefined> {
  await lockInvite(trx, { id })
  const inviteId = await endRedemption(trx, { id, outcome: 'created', now })
  const invite = inviteId ?? (await countLate(trx, id))
  if (awaitsApproval) await markRow(trx, id, { awaits_approval: 1 })
  if (sessionLeft) await markRow(trx, id, { session_left: 1 })
  if (invite === undefined) return undefined
  await addUse(trx, { invite, held: inviteId === undefined ? 0 : 1, now })
  await insertAccount(trx, id)
  return invite
}

/** What is known of an account that was made, besides. */
export interface Marks {
  /** An administrator of the homeserver has to let them in. */
  awaitsApproval?: boolean
  /** The session that came with it may be open. */
  sessionLeft?: boolean
}

/** The session that was left has been ended. */
export function markSessionEnded(db: Database, id: string): Promise<void> {
  return markRow(db, id, { session_left: 0 })
}

async function markRow(
  db: Database,
  id: string,
  marks: Partial<Pick<RedemptionRow, 'awaits_approval' | 'session_left'>>,
): Promise<void> {
  await db.updateTable('redemptions').set(marks).where('id', '=', id).execute()
}

/** The invitation of a redemption that was ended without an account, and has one after all. */
async function countLate(trx: DatabaseTransaction, id: string): Promise<string | undefined> {
  const late = await trx
    .updateTable('redemptions')
    .set({ outcome: 'created' })
    .where('id', '=', id)
    .where('outcome', '<>', 'created')
    .returning('invite_id')
    .executeTakeFirst()
  return late?.invite_id
}

/**
 * The account was not made: the place comes back. With `askedAt`, only if the account was last asked
 * for at that time (null: not yet), since a later request could still make it. False if not done.
 */
export async function releaseRedemption(
  trx: DatabaseTransaction,
  id: string,
  outcome: 'refused' | 'absent',
  { now, askedAt }: { now: number; askedAt?: number | null },
): Promise<boolean> {
  await lockInvite(trx, { id })
  const inviteId = await endRedemption(trx, { id, outcome, now }, askedAt)
  if (inviteId === undefined) return false
  await trx
    .updateTable('invites')
    .set((eb) => ({ held: eb('held', '-', 1) }))
    .where('id', '=', inviteId)
    .execute()
  return true
}

/**
 * Locks are taken in one order, the invitation's before the redemption's, as the hold does: otherwise
 * two portals could wait for each other. An update of nothing locks the row on both databases.
 */
const lockInvite = precompiled((db, { id }: { id: string }) =>
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

/** Ends an open redemption once, whoever comes first, and gives its invitation. */
async function endRedemption(
  trx: DatabaseTransaction,
  ending: Ending,
  askedAt?: number | null,
): Promise<string | undefined> {
  const ended = await (askedAt === undefined
    ? endIfOpen(trx, ending)
    : endIfAskedAt(trx, { ...ending, askedAt }))
  return ended[0]?.invite_id
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
    .set({ outcome, ended_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('invite_id')
}
