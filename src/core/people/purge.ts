import { setTimeout as pause } from 'node:timers/promises'
import { purgeAccounts, purgeEvents, purgeRedemptions } from '../../store/purge.ts'
import type { Context } from '../context.ts'

/** Maximum number of batches per run, so that closing doesn't wait long. */
const batches = 200

/** Pause between batches, so that others can use the database, in ms. */
const rest = 20

/**
 * Deletes rows beyond the retention, in small batches of one statement each. Safe to run in several
 * processes at once.
 */
export async function purge({ config, db, clock }: Pick<Context, 'config' | 'db' | 'clock'>) {
  const { redemptions, audit } = config.retention
  const now = clock()
  if (redemptions !== null) {
    await inBatches(() => purgeRedemptions(db, now - redemptions))
    await inBatches(() => purgeAccounts(db, now - redemptions))
  }
  if (audit !== null) await inBatches(() => purgeEvents(db, now - audit))
}

async function inBatches(take: () => Promise<boolean>): Promise<void> {
  for (let done = 0; done < batches && (await take()); done++) await pause(rest)
}
