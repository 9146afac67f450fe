import type { App } from '../../core/context.ts'
import { makeConsolePaths } from '../../shared/console-paths.ts'
import type { RequestRow } from '../../store/request-rows.ts'

/** Where a moderator reads a request. */
export function requestLink(
  { config }: Pick<App, 'config'>,
  { id }: Pick<RequestRow, 'id'>,
): string {
  return `${makeConsolePaths(config.public.url).home}/requests/${id}`
}
