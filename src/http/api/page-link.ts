import { base } from './base.ts'

/**
 * The rows of one page out of those fetched (one more than asked for, where there are more), and the
 * address of the next page: the same question, continued at the last row shown.
 */
export function nextPage<Row extends { id: string }>(
  path: string,
  rows: Row[],
  query: { limit: number; [name: string]: string | number | undefined },
  cursor: string,
): { shown: Row[]; next: string | null } {
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  if (!last || rows.length === shown.length) return { shown, next: null }
  const said = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, [cursor]: last.id })) {
    if (value !== undefined) said.set(name, String(value))
  }
  return { shown, next: `${base}${path}?${said.toString()}` }
}
