/** Ends a command with exit code 1 and a sentence on standard error. */
export class Failure extends Error {
  override readonly name = 'Failure'
}

/** The command line is invalid: exit code 2, and a hint at the help. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
