import type { MemberRow } from './console-rows.ts'
import type { MailAddressRow } from './mail-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

export async function insertMailAddress(
  trx: DatabaseTransaction,
  row: MailAddressRow,
): Promise<void> {
  await trx.insertInto('mail_addresses').values(row).execute()
}

/** The address that an invitation was sent to. */
export async function addressOfInvite(
  db: Database,
  inviteId: string,
): Promise<MailAddressRow | undefined> {
  return db
    .selectFrom('mail_addresses')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

/** A member's own address. */
export async function addressOfOwner(
  db: Database,
  owner: string,
): Promise<MailAddressRow | undefined> {
  return db.selectFrom('mail_addresses').selectAll().where('owner', '=', owner).executeTakeFirst()
}

/** The addresses of ids. */
export async function findMailAddresses(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const query = db.selectFrom('mail_addresses').select(['id', 'address'])
  const rows = await query.where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, address }) => [id, address]))
}

/** From now on the address is that of a personal invitation. */
export async function giveInvite(
  trx: DatabaseTransaction,
  id: string,
  inviteId: string,
): Promise<void> {
  await trx
    .updateTable('mail_addresses')
    .set({ invite_id: inviteId })
    .where('id', '=', id)
    .execute()
}

interface Owned {
  id: string
  owner: string
  named_role: MemberRow['named_role']
  seen_role: MemberRow['seen_role']
}

/** Own addresses of people in good standing, or only the one with this id. */
export async function listOwned(db: Database, id: string | null = null): Promise<Owned[]> {
  const rows = await db
    .selectFrom('mail_addresses')
    .innerJoin('members', 'mxid', 'owner')
    .select(['mail_addresses.id', 'members.mxid as owner', 'named_role', 'seen_role'])
    .where('standing', '=', 'good')
    .$if(id !== null, (query) => query.where('mail_addresses.id', '=', id ?? ''))
    .execute()
  return rows
}

/** Deletes addresses with everything that was sent to them. Returns how many addresses. */
export async function deleteMailAddresses(
  trx: DatabaseTransaction,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0
  await trx.deleteFrom('mail_deliveries').where('address_id', 'in', ids).execute()
  const gone = await trx.deleteFrom('mail_addresses').where('id', 'in', ids).executeTakeFirst()
  return Number(gone.numDeletedRows)
}

export interface MailPerson {
  address?: string
  /** A Matrix id. */
  owner?: string
  /** Ids of invitations. */
  invites?: readonly string[]
}

/** Addresses of a person: as it is written, as their own, or of their personal invitations. */
export async function addressesOfPerson(
  db: Database,
  { address = '', owner = '', invites = [] }: MailPerson,
): Promise<string[]> {
  const rows = await db
    .selectFrom('mail_addresses')
    .select('id')
    .where((eb) =>
      eb.or([
        eb(eb.fn<string>('lower', ['address']), '=', address.toLowerCase()),
        eb('owner', '=', owner),
        ...(invites.length > 0 ? [eb('invite_id', 'in', [...invites])] : []),
      ]),
    )
    .execute()
  return rows.map(({ id }) => id)
}
