import { error, fine, type Finding, notice } from '../../shared/finding.ts'
import { openReader, type Reader } from '../../store/reader.ts'
import { countSince } from './since.ts'
import { isTakenOver, openOldRows, type Places } from './take-over.ts'
import { hasRun, nameOf, stopIt } from './messages.ts'

/** The state of the old program's database: not imported yet, imported, or still in use. */
export async function examineOld(places: Places): Promise<Finding[]> {
  await using own = await openReader(places.own)
  if (own && (await isTaken(own))) {
    const find = (codes: readonly string[]) => own.rows(usesOf(codes), codes)
    return [judge(await countSince(find, places.old), places)]
  }
  await using rows = await openOldRows(places.old)
  if (!rows) return []
  const tokens = rows.count === 1 ? 'One token waits' : `${rows.count} tokens wait`
  const sentence = `${tokens} in matrix-registration's ${nameOf(places.old)}.`
  return [
    notice('old_program', sentence, 'The first start of the portal takes over what is there.'),
  ]
}

async function isTaken(own: Reader): Promise<boolean> {
  if (!(await own.has('migrations'))) return false
  return isTakenOver(await own.rows('select name from migrations'))
}

function usesOf(codes: readonly string[]): string {
  return `select code, used from invites where code in (${codes.map(() => '?').join()})`
}

function judge(since: number, places: Places): Finding {
  if (since === 0)
    return fine('old_program', 'matrix-registration has not run since it was taken over.')
  return error('old_program', hasRun(since, places), stopIt)
}
