import { databaseName } from '../../config/database-name.ts'
import { sqliteFile } from '../../shared/database-url.ts'
import type { Tally } from './import.ts'
import type { Places } from './take-over.ts'

/** The line about an import. It contains no token, because it may be logged. */
export function describeTakeOver({ imported, odd }: Tally, { old, own }: Places): string {
  const oddities =
    odd === 0
      ? ''
      : ` ${odd} made no sense in part: latchkey import matrix-registration shows which.`
  return (
    `Took over ${imported} tokens from ${nameOf(old)} into ${nameOf(own)}.${oddities} The old tables ` +
    'stay as they are. Do not run matrix-registration on them any more: it would let people in, too.'
  )
}

/** `Taking over: 12,000 of 1,000,000 tokens` */
export function describeProgress(done: number, count: number): string {
  return `Taking over: ${done.toLocaleString('en')} of ${count.toLocaleString('en')} tokens`
}

/** The warning that the old program is still running, or ran again. */
export function describeUseSince(tokens: number, places: Places): string {
  return `${hasRun(tokens, places)} ${stopIt}`
}

export function hasRun(tokens: number, { old }: Places): string {
  return (
    `matrix-registration has run on ${nameOf(old)} since it was taken over: ${tokens} tokens were made ` +
    'or used there and not here.'
  )
}

export const stopIt = 'Stop it, then see latchkey import matrix-registration.'

/** A database URL without credentials and parameters. */
export function nameOf(url: string): string {
  return sqliteFile(url) ?? databaseName({ database: { url } })
}
