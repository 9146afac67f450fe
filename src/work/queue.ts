import { setTimeout as pause } from 'node:timers/promises'
import type { App } from '../core/context.ts'
import { newId } from '../shared/ids.ts'
import { claimJobs, hasDueJob, postponeJob } from '../store/jobs.ts'
import type { JobRow } from '../store/work-rows.ts'
import type { Handlers } from './handlers.ts'
import { repeat } from './repeat.ts'
import { runJob } from './run-job.ts'
import { logFailure } from './log-failure.ts'

export interface QueueTerms {
  handlers: Handlers
  /** Maximum number of concurrent jobs per process. */
  concurrency: number
  /** TTL of a claim. After a kill, other processes wait that long. */
  leaseMs: number
  backOffMs: readonly number[]
  /** Polling interval for due jobs. */
  pollMs: number
  /** How long running jobs may take to end at shutdown. */
  stopMs: number
}

/** Time between aborting jobs and giving them back. */
const graceMs = 1_000

/** Pause after a database failure. */
const pauseAfterFailureMs = 5_000

/**
 * Runs due jobs, several at the same time. Processes share the queue. The result stops it: running jobs
 * end in time, or are given back for another process.
 */
export function startQueue(app: App, terms: QueueTerms): () => Promise<void> {
  const { handlers, concurrency, pollMs, stopMs } = terms
  const kinds = Object.keys(handlers)
  if (kinds.length === 0) return async () => {}
  const running = new Map<JobRow, Promise<void>>()
  const stopping = new AbortController()
  let isBroken = false
  const begin = (row: JobRow, since: number) => {
    const run = runJob(app, row, { ...terms, since, stopping: stopping.signal }).finally(() => {
      running.delete(row)
      loop.wake()
    })
    running.set(row, run)
  }
  const take = async () => {
    const limit = concurrency - running.size
    if (limit === 0 || !(await hasDueJob(app.db, { ...terms, kinds }))) return
    const since = performance.now()
    const claim = newId(app.clock(), app.random)
    for (const row of await claimJobs(app.db, { ...terms, kinds, claim, limit })) begin(row, since)
  }
  const poll = async () => {
    isBroken = false
    await take().catch((error: unknown) => {
      isBroken = true
      logFailure(app, 'jobs', error)
    })
  }
  const loop = repeat(poll, { pauseMs: () => (isBroken ? pauseAfterFailureMs : pollMs) })
  return async () => {
    await loop.stop()
    await endOrGiveBack(app, running, { stopping, stopMs })
  }
}

async function endOrGiveBack(
  app: App,
  running: ReadonlyMap<JobRow, Promise<void>>,
  { stopping, stopMs }: { stopping: AbortController; stopMs: number },
): Promise<void> {
  const within = async (ms: number) => {
    const enough = new AbortController()
    const late = pause(ms, undefined, enough).catch(() => {})
    await Promise.race([Promise.all(running.values()), late])
    enough.abort()
  }
  await within(stopMs)
  if (running.size === 0) return
  stopping.abort()
  await within(graceMs)
  for (const row of running.keys()) {
    await postponeJob(app.db, row, 0).catch((error: unknown) => logFailure(app, row.kind, error))
  }
}
