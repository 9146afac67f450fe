import { base } from './base.ts'

/**
 * The rows of one page, and the address of the next one: the same query, continued after the last row
 * shown. `rows` has one more than the limit if another page exists.
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
