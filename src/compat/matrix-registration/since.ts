import { openOldRows } from './take-over.ts'

/** The invitations that have these codes, as rows of our own table. */
export type FindUses = (
  codes: readonly string[],
) => Promise<readonly { code?: unknown; used?: unknown }[]>

/**
 * How many tokens the old program made or gave out after the take-over: both programs at once let
 * more people in than a token allows. An old database that is gone is what was to be.
 */
export async function countSince(find: FindUses, old: string): Promise<number> {
  await using rows = await openOldRows(old).catch(() => undefined)
  let since = 0
  for await (const batch of rows?.batches() ?? []) {
    const named = batch.flatMap(({ code, used }) => (code === null ? [] : { code, used }))
    const known = named.length === 0 ? [] : await find(named.map(({ code }) => code))
    const uses = new Map(known.map(({ code, used }) => [code, Number(used)]))
    since += named.filter(({ code, used }) => (uses.get(code) ?? -1) < used).length
  }
  return since
}
