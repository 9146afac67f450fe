import { getSystemErrorMap } from 'node:util'

/** Why something did not work, as one line without a stack. */
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

/** PgBouncer's refusal of what a client sends when it connects. */
function unsupported(setting: string): string {
  return (
    `the pooler does not take the setting "${setting}" that database.url sends: take it out of the ` +
    "address, or add it to the pooler's ignore_startup_parameters"
  )
}
