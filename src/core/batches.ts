import { setTimeout as pause } from 'node:timers/promises'

/** Maximum number of batches per run, so that closing doesn't wait long. */
const most = 200

/** Pause between batches, so that others can use the database, in ms. */
const restMs = 20

/** Runs small statements one after the other, until one finds nothing to do. */
export async function inBatches(take: () => Promise<boolean>): Promise<void> {
  for (let done = 0; done < most && (await take()); done++) await pause(restMs)
}
