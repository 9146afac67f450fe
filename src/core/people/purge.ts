import { setTimeout as pause } from 'node:timers/promises'
import { purgeAccounts, purgeEvents, purgeRedemptions } from '../../store/purge.ts'
import type { Context } from '../context.ts'

/** What one run takes away at most: the portal does not wait long for it when it closes. */
const batches = 200

/** Between two batches others have the database to themselves, in ms. */
const rest = 20

/**
 * Takes away what is older than it is to be kept, in small batches of one statement each. Several
 * processes may do it at once: each row goes once, and none of them counts anything.
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
