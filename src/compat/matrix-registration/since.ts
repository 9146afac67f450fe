import { readOldRows } from './take-over.ts'

/**
 * How many tokens the old program made or gave out after the take-over: both programs at once let
 * more people in than a token allows. An old database that is gone is what was to be.
 * @param known rows of our own table of invitations
 */
export async function countSince(
  known: readonly { code?: unknown; used?: unknown }[],
  old: string,
): Promise<number> {
  const rows = await readOldRows(old).catch(() => undefined)
  const used = new Map(known.map((invite) => [invite.code, Number(invite.used)]))
  return (rows ?? []).filter((row) => row.code !== null && (used.get(row.code) ?? -1) < row.used)
    .length
}
