import { deleteMailAddresses } from '../../store/mail-addresses.ts'
import { eraseSaid, uselessAddresses } from '../../store/mail-forget.ts'
import {
  purgeAccounts,
  purgeEvents,
  purgeInvited,
  purgeIntroductions,
  purgeRedemptions,
} from '../../store/purge.ts'
import { forgetWaysBack } from '../../store/ways-back.ts'
import { inBatches } from '../batches.ts'
import type { Context } from '../context.ts'

/**
 * Deletes what is over and rows beyond the retention, in small batches of one statement each. Safe to run in several
 * processes at once.
 */
export async function purge({ config, db, clock }: Pick<Context, 'config' | 'db' | 'clock'>) {
  const { redemptions, audit } = config.retention
  const now = clock()
  await forgetWaysBack(db, now)
  if (redemptions !== null) {
    await inBatches(() => purgeRedemptions(db, now - redemptions))
    await inBatches(() => purgeAccounts(db, now - redemptions))
    await inBatches(() => purgeIntroductions(db, now - redemptions))
    await inBatches(() => purgeInvited(db, now - redemptions))
  }
  await inBatches(() => purgeMail(db, now - mailMs))
  await eraseSaid(db, now - mailMs)
  if (audit !== null) await inBatches(() => purgeEvents(db, now - audit))
}

/** What mail servers said, and addresses without a use, are kept that long. */
const mailMs = 30 * 24 * 3_600_000

async function purgeMail(db: Context['db'], until: number): Promise<boolean> {
  const ids = await uselessAddresses(db, until)
  await db.transaction().execute((trx) => deleteMailAddresses(trx, ids))
  return ids.length > 0
}
