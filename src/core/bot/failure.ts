import type { JobOutcome } from '../../model/job.ts'
import type { BotFailure } from '../../ports/bot.ts'

/** After a 429 that doesn't say when to retry, and at least, in ms. */
const waitMs = { unsaid: 5_000, least: 100 }

/** What becomes of a job whose step failed. */
export function outcomeOf(failure: BotFailure, what: string): Exclude<JobOutcome, 'done'> {
  if (failure.kind === 'limited') {
    return { retryAfterMs: Math.max(failure.retryAfterMs ?? waitMs.unsaid, waitMs.least) }
  }
  return { failed: `${what}: ${failure.cause}` }
}
