import type { QueueTerms } from '../../src/work/queue.ts'
import { terms } from '../jobs/history.ts'

/** The portals' queue: shorter times than the program's, so that a history ends in seconds. */
export const queue: Omit<QueueTerms, 'handlers'> = { ...terms, pollMs: 100 }
