import { error, fine, type Finding, notice } from '../../core/finding.ts'
import { openReader, type Row } from '../../store/reader.ts'
import { countSince } from './since.ts'
import { isTakenOver, type Places, readOldRows } from './take-over.ts'
import { hasRun, nameOf, stopIt } from './tell.ts'

/** What became of the old program's database: waiting, taken over, or still in use there. */
export async function examineOld(places: Places): Promise<Finding[]> {
  const known = await readTaken(places.own)
  if (known) return [judge(await countSince(known, places.old), places)]
  const rows = await readOldRows(places.old)
  if (!rows) return []
  const tokens = rows.length === 1 ? 'One token waits' : `${rows.length} tokens wait`
  const sentence = `${tokens} in matrix-registration's ${nameOf(places.old)}.`
  return [
    notice('old_program', sentence, 'The first start of the portal takes over what is there.'),
  ]
}

/** Our invitations, if the old program's were taken over. Closed before the old database is opened. */
async function readTaken(url: string): Promise<Row[] | undefined> {
  await using own = await openReader(url)
  if (!own || !(await own.has('migrations'))) return undefined
  if (!isTakenOver(await own.rows('select name from migrations'))) return undefined
  return await own.rows('select code, used from invites')
}

function judge(since: number, places: Places): Finding {
  if (since === 0)
    return fine('old_program', 'matrix-registration has not run since it was taken over.')
  return error('old_program', hasRun(since, places), stopIt)
}
