import type { App } from '../core/context.ts'
import { waitAfter } from '../core/jobs/back-off.ts'
import type { JobOutcome } from '../model/job.ts'
import { failJob, finishJob, postponeJob, renewClaim } from '../store/jobs.ts'
import type { JobRow } from '../store/schema.ts'
import type { Handlers } from './handlers.ts'
import { whileHeld } from './hold.ts'
import { tellFailure } from './tell-failure.ts'

export interface RunTerms {
  handlers: Handlers
  leaseMs: number
  backOffMs: readonly number[]
  /** `performance.now()` before the claim. */
  since: number
  /** Aborted when the program can't wait for it any longer. */
  stopping: AbortSignal
}

/** So long an error is kept. */
const maxError = 300

/** Makes a claimed job's effect and then, only then, writes down that it is made. Never rejects. */
export async function runJob(app: App, row: JobRow, terms: RunTerms): Promise<void> {
  try {
    await conclude(app, row, await attempt(app, row, terms), terms)
  } catch (error) {
    // The claim runs out by itself.
    tellFailure(app, row.kind, error)
  }
}

async function attempt(app: App, row: JobRow, terms: RunTerms): Promise<JobOutcome> {
  const { handlers, leaseMs, since, stopping } = terms
  const handler = handlers[row.kind]
  if (!handler) return { retryAfterMs: leaseMs }
  const { id, key, attempts } = row
  const job = { id, key, payload: JSON.parse(row.payload), attempt: attempts }
  const renew = () => renewClaim(app.db, row, leaseMs)
  try {
    return await whileHeld({ ttlMs: leaseMs, since, renew }, (lost) =>
      handler(app, job, AbortSignal.any([lost, stopping])),
    )
  } catch (error) {
    if (stopping.aborted) return { retryAfterMs: 0 }
    tellFailure(app, row.kind, error)
    const name = error instanceof Error ? error.name : typeof error
    return { failed: `Unforeseen (${name}): the log has more` }
  }
}

async function conclude(app: App, row: JobRow, outcome: JobOutcome, terms: RunTerms) {
  const { id: job, kind, attempts } = row
  const tell = (how: 'done' | 'postponed' | 'failed' | 'dead', cause: string | null = null) =>
    app.observe({ kind: 'job_ended', job, what: kind, attempt: attempts, outcome: how, cause })
  if (outcome === 'done') {
    if (await finishJob(app.db, row)) tell('done')
  } else if ('retryAfterMs' in outcome) {
    if (await postponeJob(app.db, row, Math.ceil(outcome.retryAfterMs))) tell('postponed')
  } else {
    const error = outcome.failed.slice(0, maxError)
    const waitMs = waitAfter(attempts, terms.backOffMs)
    const isWritten = await failJob(app.db, row, { error, waitMs })
    if (isWritten) tell(waitMs === null ? 'dead' : 'failed', error)
  }
}
