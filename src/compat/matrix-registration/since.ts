import { openOldRows } from './take-over.ts'

/** Finds our invitations with these codes. */
export type FindUses = (
  codes: readonly string[],
) => Promise<readonly { code?: unknown; used?: unknown }[]>

/**
 * Number of tokens that the old program created or used after the import: both programs together would
 * let in more people than a token allows. A missing old database is fine.
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
