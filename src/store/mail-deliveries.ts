import type { DeliveryState, MailReason } from '../model/mail.ts'
import type { MailAddressRow, MailDeliveryRow } from './mail-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

/** A delivery with its recipient. */
export interface Delivery extends MailDeliveryRow, Pick<MailAddressRow, 'address' | 'language'> {}

/** False if this mail exists already. */
export async function insertDelivery(
  trx: DatabaseTransaction,
  row: Pick<MailDeliveryRow, 'id' | 'kind' | 'address_id' | 'subject' | 'occasion' | 'made_at'>,
): Promise<boolean> {
  const made = await trx
    .insertInto('mail_deliveries')
    .values({ ...row, state: 'waiting', reason: null, said: null, attempts: 0, tried_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return made.length === 1
}

const deliveries = (db: Database) =>
  db
    .selectFrom('mail_deliveries')
    .innerJoin('mail_addresses', 'mail_addresses.id', 'address_id')
    .selectAll('mail_deliveries')
    .select(['address', 'language'])

export async function findDelivery(db: Database, id: string): Promise<Delivery | undefined> {
  return deliveries(db).where('mail_deliveries.id', '=', id).executeTakeFirst()
}

/** The mails about something, the newest first. */
export async function deliveriesOf(
  db: Database,
  subject: string,
  limit: number,
): Promise<Delivery[]> {
  return deliveries(db)
    .where('subject', '=', subject)
    .orderBy('mail_deliveries.id', 'desc')
    .limit(limit)
    .execute()
}

/** Mails that were given up, or whose last attempt failed; the last one first. */
export async function deliveriesInTrouble(db: Database, limit: number): Promise<Delivery[]> {
  return deliveries(db)
    .where('reason', 'is not', null)
    .where('state', 'in', ['failed', 'waiting'])
    .orderBy('tried_at', 'desc')
    .orderBy('mail_deliveries.id')
    .limit(limit)
    .execute()
}

interface Attempt {
  state: DeliveryState
  reason: MailReason | null
  said: string | null
  attempts: number
  at: number
}

/** The end of an attempt; false if it was decided meanwhile, or forgotten. */
export async function noteAttempt(
  db: Database,
  id: string,
  { at, ...noted }: Attempt,
): Promise<boolean> {
  const done = await db
    .updateTable('mail_deliveries')
    .set({ ...noted, tried_at: at })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Lets a mail that was given up wait again; false if it was not given up. */
export async function reviveDelivery(trx: DatabaseTransaction, id: string): Promise<boolean> {
  const done = await trx
    .updateTable('mail_deliveries')
    .set({ state: 'waiting', attempts: 0 })
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}
