import type { InvitedAccountRow } from './invited-rows.ts'
import type { Database } from './schema.ts'
import { isStorable } from './storable.ts'

export type InvitedAccount = InvitedAccountRow

export async function findInvited(db: Database, id: string): Promise<InvitedAccount | undefined> {
  if (!isStorable(id)) return undefined
  return db.selectFrom('invited_accounts').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The open row of an address with an invitation. */
export async function findOpenAddress(
  db: Database,
  inviteId: string,
  address: string,
): Promise<InvitedAccount | undefined> {
  return db
    .selectFrom('invited_accounts')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .where('address', '=', address)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
}

/** This browser's latest row with an invitation. */
export async function findOfBrowser(
  db: Database,
  inviteId: string,
  attempt: string,
): Promise<InvitedAccount | undefined> {
  return db
    .selectFrom('invited_accounts')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .where('attempt', '=', attempt)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Whose membership has to be looked at now, the longest due first. */
export async function listToLook(
  db: Database,
  now: number,
  limit: number,
): Promise<InvitedAccount[]> {
  return db
    .selectFrom('invited_accounts')
    .selectAll()
    .where('look_at', '<=', now)
    .orderBy('look_at')
    .limit(limit)
    .execute()
}

interface InvitedFilter {
  /** Only those whom they invited; null: everybody. */
  author: string | null
  invite?: string
  limit: number
}

/** The latest first. */
export async function listInvited(
  db: Database,
  { author, invite, limit }: InvitedFilter,
): Promise<InvitedAccount[]> {
  return db
    .selectFrom('invited_accounts')
    .selectAll()
    .$if(author !== null, (query) => query.where('invited_by', '=', author ?? ''))
    .$if(invite !== undefined, (query) => query.where('invite_id', '=', invite ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** The latest row of an address. */
export async function findLatestOf(
  db: Database,
  address: string,
): Promise<InvitedAccount | undefined> {
  if (!isStorable(address) || address === '') return undefined
  return db
    .selectFrom('invited_accounts')
    .selectAll()
    .where('address', '=', address)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The rows of an address. */
export async function findRowsOf(
  db: Database,
  address: string,
): Promise<Pick<InvitedAccount, 'id'>[]> {
  return db
    .selectFrom('invited_accounts')
    .select('id')
    .where((eb) => eb.or([eb('address', '=', address), eb('former', '=', address)]))
    .execute()
}
