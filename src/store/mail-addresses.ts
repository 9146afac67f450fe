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
