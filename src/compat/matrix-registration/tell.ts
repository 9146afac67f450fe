import { databaseName } from '../../config/database-name.ts'
import { sqliteFile } from '../../store/sqlite-file.ts'
import { countFates, type Imported } from './import.ts'
import type { Places } from './take-over.ts'

/** The one line on a take-over. It names no token: lines like it end up in logs. */
export function tellTakeOver(taken: readonly Imported[], { old, own }: Places): string {
  const { imported } = countFates(taken)
  const odd = taken.filter(({ row }) => row.notes.length > 0).length
  const oddities =
    odd === 0
      ? ''
      : ` ${odd} made no sense in part: latchkey import matrix-registration shows which.`
  return (
    `Took over ${imported} tokens from ${nameOf(old)} into ${nameOf(own)}.${oddities} The old tables ` +
    'stay as they are. Do not run matrix-registration on them any more: it would let people in, too.'
  )
}

/** The old program is still running, or ran again. */
export function tellSince(tokens: number, places: Places): string {
  return `${hasRun(tokens, places)} ${stopIt}`
}

export function hasRun(tokens: number, { old }: Places): string {
  return (
    `matrix-registration has run on ${nameOf(old)} since it was taken over: ${tokens} tokens were made ` +
    'or used there and not here.'
  )
}

export const stopIt = 'Stop it, then see latchkey import matrix-registration.'

/** A database's address without a password and without what follows its name. */
export function nameOf(url: string): string {
  return sqliteFile(url) ?? databaseName({ database: { url } })
}
