import type { InvitedState } from '../model/invited-account.ts'
import { findInvited, type InvitedAccount } from './invited-find.ts'
import { holdPlace } from './redemptions.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

/** A new row for a held place. */
export function newlyInvited(
  facts: Pick<
    InvitedAccount,
    'id' | 'invite_id' | 'invited_by' | 'profile_id' | 'address' | 'attempt' | 'held_at'
  >,
): InvitedAccount {
  return {
    ...facts,
    former: null,
    state: 'waiting',
    place: 'held',
    reason: null,
    cause: null,
    is_corrected: 0,
    tries: 0,
    requests: 0,
    asked_at: null,
    invited_at: null,
    look_at: null,
    ended_at: null,
  }
}

/**
 * Takes a place and inserts the row. `full`: there is none. `open`: the address or the browser has an open
 * row with this invitation; then the caller has to roll back.
 */
export async function holdForAccount(
  trx: DatabaseTransaction,
  row: InvitedAccount,
  now: number,
): Promise<'held' | 'full' | 'open'> {
  if (!(await holdPlace(trx, row.invite_id, now))) return 'full'
  const made = await trx
    .insertInto('invited_accounts')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return made.length === 1 ? 'held' : 'open'
}

/** Recorded before the homeserver is asked to invite. The number of the request; null if it was decided meanwhile. */
export async function markInviting(db: Database, id: string, now: number): Promise<number | null> {
  const marked = await db
    .updateTable('invited_accounts')
    .set((eb) => ({ asked_at: now, requests: eb('requests', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .returning('requests')
    .executeTakeFirst()
  return marked?.requests ?? null
}

/** The request was answered, so it can't act any more. `before`: `asked_at` as it was; another request may follow. */
export async function markAnswered(
  db: Database,
  { id, asked_at: before }: Pick<InvitedAccount, 'id' | 'asked_at'>,
  request: number,
): Promise<void> {
  await db
    .updateTable('invited_accounts')
    .set({ asked_at: before })
    .where('id', '=', id)
    .where('requests', '=', request)
    .where('state', '=', 'waiting')
    .execute()
}

/** Stores facts that don't affect the place. */
export async function noteInvited(
  db: Database,
  id: string,
  facts: Partial<
    Pick<InvitedAccount, 'reason' | 'cause' | 'tries' | 'former' | 'asked_at' | 'look_at'>
  >,
): Promise<void> {
  await db.updateTable('invited_accounts').set(facts).where('id', '=', id).execute()
}

export type Move = Pick<InvitedAccount, 'state' | 'place'> &
  Partial<Omit<InvitedAccount, 'id' | 'invite_id' | 'state' | 'place'>>

/** Locks the invitation of a row. An update without a change does so on both databases. */
export async function lockInvite(trx: DatabaseTransaction, id: string): Promise<void> {
  await trx
    .updateTable('invites')
    .set((eb) => ({ held: eb.ref('held') }))
    .where('id', '=', (eb) =>
      eb.selectFrom('invited_accounts').select('invite_id').where('id', '=', id),
    )
    .execute()
}

/**
 * Moves a row from one of these states to another, and its place with it, in one transaction. The
 * invitation is locked first, in the same order as by a hold. The row as it was before; undefined if it
 * was in none of these states, or has had other `requests`.
 */
export async function moveInvited(
  trx: DatabaseTransaction,
  id: string,
  from: readonly InvitedState[],
  to: Move,
  requests?: number,
): Promise<InvitedAccount | undefined> {
  await lockInvite(trx, id)
  const row = await findInvited(trx, id)
  if (!row || !from.includes(row.state)) return undefined
  if (requests !== undefined && row.requests !== requests) return undefined
  // A request is recorded without that lock.
  const moved = await trx
    .updateTable('invited_accounts')
    .set(to)
    .where('id', '=', id)
    .where('state', '=', row.state)
    .where('requests', '=', row.requests)
    .executeTakeFirst()
  if (moved.numUpdatedRows === 0n) return undefined
  await movePlace(trx, row, to)
  return row
}

async function movePlace(
  trx: DatabaseTransaction,
  { invite_id: invite, place: before }: InvitedAccount,
  { place: after, invited_at: at }: Move,
): Promise<void> {
  if (before === after) return
  const by = (place: InvitedAccount['place']) => Number(after === place) - Number(before === place)
  await trx
    .updateTable('invites')
    .set((eb) => ({
      held: eb('held', '+', by('held')),
      used: eb('used', '+', by('used')),
      ...(after === 'used' && at !== undefined && { last_used_at: at }),
    }))
    .where('id', '=', invite)
    .execute()
}

/** Erases an address. The rows stay, so that counts stay right. Returns how many. */
export async function eraseInvited(trx: DatabaseTransaction, address: string): Promise<number> {
  const erased = await trx
    .updateTable('invited_accounts')
    .set({ address: '', former: null, attempt: null, cause: null, look_at: null })
    .where((eb) => eb.or([eb('address', '=', address), eb('former', '=', address)]))
    .executeTakeFirst()
  return Number(erased.numUpdatedRows)
}
