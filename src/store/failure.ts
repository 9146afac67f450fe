const lost =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)|Connection terminated|is not queryable|timeout exceeded when trying to connect/

/** Whether it is the database that failed: then waiting helps, and the program is in order. */
export function isDatabaseFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code = '', message } = error as NodeJS.ErrnoException
  // Errors that PostgreSQL itself reports carry a severity.
  return code === 'ERR_SQLITE_ERROR' || 'severity' in error || lost.test(code) || lost.test(message)
}
