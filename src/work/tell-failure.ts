import type { App } from '../core/context.ts'
import { isDatabaseFailure } from '../store/failure.ts'

/** What failed is tried again soon; of a database that fails, a line each time is enough. */
export function tellFailure({ log }: Pick<App, 'log'>, job: string, error: unknown): void {
  if (isDatabaseFailure(error)) log.error({ job, cause: error.message }, 'The database failed')
  else log.error({ job, err: error }, 'A job failed')
}
