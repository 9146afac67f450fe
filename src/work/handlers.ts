import type { App } from '../core/context.ts'
import type { Job, JobOutcome } from '../model/job.ts'

/**
 * Makes the effect of one job, perhaps not for the first time: it is idempotent by `job.key`. Stop
 * soon when `signal` is aborted, as the claim is lost or the program ends. What it throws is a mistake
 * of ours or the database's failure: it counts as failed, and only the log has its text.
 */
export type Handler = (app: App, job: Job, signal: AbortSignal) => Promise<JobOutcome>

export type Handlers = Readonly<Record<string, Handler>>

/** What is done for each kind of job. A process claims no job of a kind that is not in its list. */
export const handlers: Handlers = {}
