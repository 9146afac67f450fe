import { sql } from 'kysely'
import type { MailKind } from '../model/mail.ts'
import type { Database } from './schema.ts'

/** A mail that is due and was not queued yet. */
export interface DueMail {
  kind: MailKind
  addressId: string
  subject: string
  occasion: string
}

const day = 24 * 3_600_000

/** Mails of each kind that a run queues at most. */
const batch = 100

interface Found {
  address: string
  subject: string
  occasion: string
}

const found = sql<Found>`select found.* from`
const isNew = (kind: MailKind) => sql`not exists (select 1 from mail_deliveries
  where address_id = found.address and kind = ${kind} and subject = found.subject
    and occasion = found.occasion) limit ${sql.lit(batch)}`

/** Mails that the time makes due, by the portal's clock. An end that was moved is another occasion. */
export async function listDueMails(db: Database, now: number): Promise<DueMail[]> {
  const queries = [
    ['ends_tomorrow', unusedInvites(now)],
    ['welcome', newAccounts(now)],
  ] as const
  const due: DueMail[] = []
  for (const [kind, query] of queries) {
    const { rows } = await sql<Found>`${found} (${query}) as found where ${isNew(kind)}`.execute(db)
    due.push(
      ...rows.map(({ address: addressId, subject, occasion }) => ({
        kind,
        addressId,
        subject,
        occasion,
      })),
    )
  }
  return due
}

/** Invited people who have not come, a day before the end of an invitation of two days or more. */
const unusedInvites = (now: number) => sql<Found>`
  select a.id as address, i.id as subject, cast(i.expires_at as text) as occasion
  from mail_addresses a join invites i on i.id = a.invite_id
  where i.expires_at > ${now} and i.expires_at <= ${now + day}
    and i.expires_at - i.created_at >= ${sql.lit(2 * day)} and i.used = 0 and i.held = 0
    and i.revoked_at is null and i.deleted_at is null and i.paused_at is null`

/** Who has just joined with an invitation that was sent to them. */
const newAccounts = (now: number) => sql<Found>`
  select a.id as address, c.redemption_id as subject, '' as occasion
  from mail_addresses a join accounts c on c.invite_id = a.invite_id
  where c.made_at > ${now - day} and c.ended_at is null and c.localpart <> ''`
