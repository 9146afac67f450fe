import { backOffMs } from '../core/jobs/back-off.ts'
import type { QueueTerms } from './queue.ts'

/** The queue's settings in the program. Tests use shorter times. */
export const queueTerms: Omit<QueueTerms, 'handlers'> = {
  concurrency: 4,
  leaseMs: 30_000,
  backOffMs,
  pollMs: 1_000,
  stopMs: 10_000,
}

/** Those of the queue for messages, which wait for other people's servers. */
export const messageTerms: typeof queueTerms = { ...queueTerms, concurrency: 3, pollMs: 3_000 }
