/**
 * The input of a job: our identifiers (src/shared/ids.ts) and numbers, nothing else. The handler
 * looks up names, addresses and texts when it runs. So erasing a person never has to touch a job.
 */
export type JobPayload = Readonly<Record<string, string | number>>

/** A job as its handler receives it. */
export interface Job {
  id: string
  /** Idempotency key: the same at every attempt, used as a transaction id for example. */
  key: string
  payload: JobPayload
  /** Starts at 1. */
  attempt: number
}

/**
 * `done`: the effect has happened. `retryAfterMs`: postponed (a rate limit), which doesn't count as a
 * failure. `failed`: the cause, for operators, without secrets or names; the job is retried with
 * back-off.
 */
export type JobOutcome = 'done' | { retryAfterMs: number } | { failed: string }
