import { setTimeout as pause } from 'node:timers/promises'
import { buryJobs } from '../store/jobs.ts'
import { purgeJobs } from '../store/purge.ts'
import type { Database } from '../store/schema.ts'
import { queueTerms } from './terms.ts'

/** For how long a job that is done can still be looked up in the database. */
const keptMs = 24 * 3_600_000

/** What one run takes away at most, in batches. */
const batches = 200

/** Between two batches others have the database to themselves. */
const restMs = 20

/** Finds jobs that ended with their process every time, and takes away those that were done a day ago. */
export async function tidyJobs(db: Database): Promise<void> {
  await buryJobs(db, queueTerms)
  for (let done = 0; done < batches && (await purgeJobs(db, keptMs)); done++) await pause(restMs)
}
