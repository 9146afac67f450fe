import { setTimeout as pause } from 'node:timers/promises'
import { buryJobs } from '../store/jobs.ts'
import { purgeDeliveries, purgeJobs } from '../store/purge.ts'
import type { Database } from '../store/schema.ts'
import { queueTerms } from './terms.ts'

/** How long finished jobs are kept in the database. */
const keptMs = 24 * 3_600_000

/** Maximum number of batches per run. */
const batches = 200

/** Pause between batches, so that others can use the database. */
const restMs = 20

/** How long deliveries to webhooks are kept that were given up. */
const keptDeliveriesMs = 30 * keptMs

/** Marks jobs as dead whose process ended at the last attempt, and deletes jobs done a day ago. */
export async function tidyJobs(db: Database): Promise<void> {
  await buryJobs(db, queueTerms)
  for (let done = 0; done < batches && (await purgeJobs(db, keptMs)); done++) await pause(restMs)
  for (let done = 0; done < batches && (await purgeDeliveries(db, keptDeliveriesMs)); done++) {
    await pause(restMs)
  }
}
