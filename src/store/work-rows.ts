/** Delayed work, done at least once (src/work/queue.ts). Times are by the database's clock. */
export interface JobRow {
  id: string
  kind: string
  /** Idempotency key: per kind and key at most one job is unfinished. */
  key: string
  /** JSON with identifiers and numbers only. */
  payload: string
  created_at: number
  due_at: number
  /** Number of attempts begun, without postponed ones. */
  attempts: number
  /** The id of the current claim; null: unclaimed. */
  claimed_by: string | null
  claimed_until: number | null
  /** Why the last attempt failed, for operators; never a secret. */
  last_error: string | null
  done_at: number | null
  /** When the last attempt failed: then an operator has to retry or drop the job. */
  dead_at: number | null
}

/** A lease of a loop that runs in one process at a time. */
export interface LeaseRow {
  name: string
  holder: string
  /** By the database's clock. */
  until: number
}
