import { firstIdAt } from '../shared/ids.ts'
import { isPostgres } from './database-clock.ts'
import type { InviteRow } from './invite-row.ts'
import type { AllowanceRow, MemberRow } from './console-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

export async function findAllowance(db: Database): Promise<AllowanceRow | undefined> {
  return db.selectFrom('allowance').selectAll().executeTakeFirst()
}

/** Replaces the allowance. */
export async function writeAllowance(trx: DatabaseTransaction, row: AllowanceRow): Promise<void> {
  await trx
    .insertInto('allowance')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}

export async function deleteAllowance(trx: DatabaseTransaction): Promise<void> {
  await trx.deleteFrom('allowance').execute()
}

/**
 * Locks a member's row until the transaction ends, so that one transaction at a time counts what they
 * have spent. SQLite's transactions exclude each other anyway.
 */
export async function lockMember(
  trx: DatabaseTransaction,
  mxid: string,
): Promise<MemberRow | undefined> {
  return trx
    .selectFrom('members')
    .selectAll()
    .where('mxid', '=', mxid)
    .$if(isPostgres(trx), (query) => query.forUpdate())
    .executeTakeFirst()
}

interface Window {
  /** Only invitations made after this, in ms since 1970. */
  since: number
  /** What ended unused before this is given back. */
  endedBefore: number
}

export type Spent = Pick<InviteRow, 'id' | 'created_at' | 'expires_at' | 'used' | 'held'>

/**
 * The invitations of an author that count: those with a used or held place, and those that somebody can
 * still join with, now or once resumed.
 */
export async function listSpent(
  db: Database,
  author: string,
  { since, endedBefore }: Window,
): Promise<Spent[]> {
  return db
    .selectFrom('invites')
    .select(['id', 'created_at', 'expires_at', 'used', 'held'])
    .where('created_by', '=', author)
    .where('id', '>', firstIdAt(since))
    .where((eb) =>
      eb.or([
        eb('used', '>', 0),
        eb('held', '>', 0),
        eb.and([
          eb('revoked_at', 'is', null),
          eb('deleted_at', 'is', null),
          eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', endedBefore)]),
        ]),
      ]),
    )
    .execute()
}
