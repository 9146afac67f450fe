import type { Database } from '../../store/schema.ts'
import { readOldRows } from './take-over.ts'

/**
 * How many tokens the old program made or gave out after the take-over: both programs at once let
 * more people in than a token allows. An old database that is gone is what was to be.
 */
export async function countSince(db: Database, old: string): Promise<number> {
  const rows = await readOldRows(old).catch(() => undefined)
  const known = await db.selectFrom('invites').select(['code', 'used']).execute()
  const used = new Map(known.map((invite) => [invite.code, invite.used]))
  const unknown = (code: string) => used.get(code) ?? -1
  return (rows ?? []).filter((row) => row.code !== null && unknown(row.code) < row.used).length
}
