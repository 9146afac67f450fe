import { setTimeout as pause } from 'node:timers/promises'
import type { App } from '../core/context.ts'
import { newId } from '../shared/ids.ts'
import { claimJobs, hasDueJob, postponeJob } from '../store/jobs.ts'
import type { JobRow } from '../store/schema.ts'
import type { Handlers } from './handlers.ts'
import { repeat } from './repeat.ts'
import { runJob } from './run-job.ts'
import { tellFailure } from './tell-failure.ts'

export interface QueueTerms {
  handlers: Handlers
  /** How many jobs a process does at once. */
  concurrency: number
  /** How long a claim lasts that nobody renews: after a kill, others wait for as long. */
  leaseMs: number
  backOffMs: readonly number[]
  /** How often is looked for jobs that are due. */
  pollMs: number
  /** How long jobs that are under way may take to end when the program does. */
  stopMs: number
}

/** Between being told to stop at once and being given back. */
const graceMs = 1_000

/** After the database failed. */
const brokenMs = 5_000

/**
 * Does the jobs that are due, some at once. Several processes share them. The result stops: jobs that
 * are under way end in time, or are given back for another process.
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
  const look = async () => {
    isBroken = false
    await take().catch((error: unknown) => {
      isBroken = true
      tellFailure(app, 'jobs', error)
    })
  }
  const loop = repeat(look, { pauseMs: () => (isBroken ? brokenMs : pollMs) })
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
    await postponeJob(app.db, row, 0).catch((error: unknown) => tellFailure(app, row.kind, error))
  }
}
