import type { App } from '../core/context.ts'
import { settle } from '../core/redemption/settle.ts'
import { purge } from '../core/people/purge.ts'
import { isDatabaseFailure } from '../store/failure.ts'
import { forgetEnded } from '../store/half-made.ts'
import { forgetSpent } from '../store/limits.ts'

interface Job {
  name: string
  /** Milliseconds between two runs. */
  every: number
  work: (app: App) => Promise<void>
}

const jobs: Job[] = [
  { name: 'settle', every: 10_000, work: settle },
  { name: 'forget limits', every: 60_000, work: ({ db, clock }) => forgetSpent(db, clock()) },
  { name: 'forget slots', every: 60_000, work: ({ db }) => forgetEnded(db) },
  { name: 'purge', every: 60_000, work: purge },
  { name: 'database', every: 60_000, work: async (app) => void (await app.databaseHealth()) },
]

/** Runs every job from time to time, never twice at once. The result stops them. */
export function startJobs(app: App): () => Promise<void> {
  const stops = jobs.map((job) => start(app, job))
  return async () => {
    await Promise.all(stops.map((stop) => stop()))
  }
}

function start(app: App, { name, every, work }: Job): () => Promise<void> {
  let running: Promise<void> | undefined
  const run = () => {
    running ??= work(app)
      .catch((error: unknown) => tell(app, name, error))
      .finally(() => (running = undefined))
  }
  const timer = setInterval(run, every)
  run()
  return async () => {
    clearInterval(timer)
    await running
  }
}

/** It runs again soon; of a database that fails, a line each time is enough. */
function tell({ log }: App, job: string, error: unknown): void {
  if (isDatabaseFailure(error)) log.error({ job, cause: error.message }, 'The database failed')
  else log.error({ job, err: error }, 'A job failed')
}
