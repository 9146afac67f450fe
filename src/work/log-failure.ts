import type { App } from '../core/context.ts'
import { isDatabaseFailure } from '../store/failure.ts'

/** Logs a failure, which is retried soon. A database failure needs no stack trace. */
export function logFailure({ log }: Pick<App, 'log'>, job: string, error: unknown): void {
  if (isDatabaseFailure(error)) log.error({ job, cause: error.message }, 'The database failed')
  else log.error({ job, err: error }, 'A job failed')
}
