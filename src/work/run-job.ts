import type { App } from '../core/context.ts'
import { waitAfter } from '../core/jobs/back-off.ts'
import type { JobOutcome } from '../model/job.ts'
import { failJob, finishJob, postponeJob, renewClaim } from '../store/jobs.ts'
import type { JobRow } from '../store/work-rows.ts'
import type { Handlers } from './handlers.ts'
import { whileHeld } from './hold.ts'
import { logFailure } from './log-failure.ts'

export interface RunTerms {
  handlers: Handlers
  leaseMs: number
  backOffMs: readonly number[]
  /** `performance.now()` before the claim. */
  since: number
  /** Aborted when the shutdown can't wait any longer. */
  stopping: AbortSignal
}

/** Longer errors are cut, in characters. */
const maxErrorLength = 300

/** Runs a claimed job and records it as done only after its effect. Never rejects. */
export async function runJob(app: App, row: JobRow, terms: RunTerms): Promise<void> {
  try {
    await conclude(app, row, await attempt(app, row, terms), terms)
  } catch (error) {
    // The claim expires by itself.
    logFailure(app, row.kind, error)
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
    logFailure(app, row.kind, error)
    const name = error instanceof Error ? error.name : typeof error
    return { failed: `Unexpected error (${name}): see the log` }
  }
}

async function conclude(app: App, row: JobRow, outcome: JobOutcome, terms: RunTerms) {
  const { id: job, kind, attempts } = row
  const report = (how: 'done' | 'postponed' | 'failed' | 'dead', cause: string | null = null) =>
    app.observe({ kind: 'job_ended', job, what: kind, attempt: attempts, outcome: how, cause })
  if (outcome === 'done') {
    if (await finishJob(app.db, row)) report('done')
  } else if ('retryAfterMs' in outcome) {
    if (await postponeJob(app.db, row, Math.ceil(outcome.retryAfterMs))) report('postponed')
  } else {
    const error = outcome.failed.slice(0, maxErrorLength)
    const waitMs = waitAfter(attempts, terms.backOffMs)
    const isWritten = await failJob(app.db, row, { error, waitMs })
    if (isWritten) report(waitMs === null ? 'dead' : 'failed', error)
  }
}
