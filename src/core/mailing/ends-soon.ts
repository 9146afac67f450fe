import type { Job, JobOutcome } from '../../model/job.ts'
import type { MailKind } from '../../model/mail.ts'
import { findAccount } from '../../store/guests.ts'
import { addressOfInvite, addressOfOwner } from '../../store/mail-addresses.ts'
import type { AccountRow } from '../../store/redemption-rows.ts'
import type { Database } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import { noticeOf } from '../guests/state.ts'
import { isMailOn } from './mail-invite.ts'
import { queueMail } from './queue-mail.ts'

/** How long a notice waits for a mail server that is not configured. */
const offMs = 3_600_000

/**
 * Queues the mails of a notice. Without a mail server it waits for one, until the next notice or the end:
 * so whoever configures one in the last week has everybody told, and nobody twice.
 */
export async function mailOfEnd(
  app: Pick<Context, 'config' | 'db' | 'clock' | 'random'>,
  { payload }: Job,
): Promise<JobOutcome> {
  const account = await findAccount(app.db, String(payload['account']))
  const days = Number(payload['days'])
  if (!account || noticeOf(account, app.clock()) !== days) return 'done'
  const mails = await mailsOf(app.db, account)
  if (mails.length > 0 && !isMailOn(app)) return { retryAfterMs: offMs }
  const about = { subject: account.redemption_id, occasion: `${account.ends_at}:${days}` }
  await app.db.transaction().execute(async (trx) => {
    for (const mail of mails) await queueMail(trx, { ...mail, ...about }, app)
  })
  return 'done'
}

async function mailsOf(
  db: Database,
  { invite_id: invite, invited_by: inviter }: AccountRow,
): Promise<{ kind: MailKind; addressId: string }[]> {
  const guest = await addressOfInvite(db, invite)
  const host = await addressOfOwner(db, inviter)
  return [
    ...(guest ? [{ kind: 'guest_ends' as const, addressId: guest.id }] : []),
    ...(host ? [{ kind: 'guest_of_yours_ends' as const, addressId: host.id }] : []),
  ]
}
