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
  if (audit !== null) await inBatches(() => purgeEvents(db, now - audit))
}
