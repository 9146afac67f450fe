/**
 * What a job is given: identifiers of ours (src/shared/ids.ts), numbers and nothing else. What a
 * handler needs beyond them (names, addresses, texts) it looks up when it runs, so that a job never
 * holds what somebody may want to have forgotten.
 */
export type JobPayload = Readonly<Record<string, string | number>>

/** A job as a handler gets it. */
export interface Job {
  id: string
  /** The same in every attempt: what makes the effect idempotent, such as a transaction id. */
  key: string
  payload: JobPayload
  /** 1 for the first. */
  attempt: number
}

/**
 * `done`: the effect is made. `retryAfterMs`: not now, and that is no failure (a rate limit).
 * `failed`: why, for operators, never with a secret or a name; it is tried again, later each time.
 */
export type JobOutcome = 'done' | { retryAfterMs: number } | { failed: string }
