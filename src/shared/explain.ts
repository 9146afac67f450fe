import { getSystemErrorMap } from 'node:util'

/** The cause of an error in one line, without a stack trace. */
export function explain(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return explain(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  const { code, errno, path, syscall }: NodeJS.ErrnoException = error
  const [first = 'unknown error'] = error.message.split('\n')
  const [, setting] = /^unsupported startup parameter: (.+)$/.exec(first) ?? []
  if (setting !== undefined) return unsupported(setting)
  if (code === undefined || syscall === undefined) return first
  const meaning = getSystemErrorMap().get(errno ?? 0)?.[1] ?? code
  return path === undefined ? meaning : `${meaning}: ${path}`
}

/** PgBouncer refuses connection parameters that it doesn't know. */
function unsupported(setting: string): string {
  return (
    `the pooler does not accept the parameter "${setting}" of database.url: remove it from the ` +
    "address, or add it to the pooler's ignore_startup_parameters"
  )
}
