import type { AddressRow, Database } from '../../store/schema.ts'

export async function addAddresses(db: Database, rows: readonly AddressRow[]): Promise<void> {
  // PostgreSQL takes 65,535 values in one statement, SQLite 32,766.
  for (let at = 0; at < rows.length; at += 5_000) {
    await db
      .insertInto('matrix_registration_addresses')
      .values(rows.slice(at, at + 5_000))
      .execute()
  }
}

/** The addresses of one invitation, or of all of them, by its id. */
export async function listAddresses(db: Database, id?: string): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom('matrix_registration_addresses')
    .selectAll()
    .$if(id !== undefined, (query) => query.where('invite_id', '=', id ?? ''))
    .execute()
  const found = new Map<string, string[]>()
  for (const { invite_id, address } of rows) {
    found.set(invite_id, [...(found.get(invite_id) ?? []), address])
  }
  return found
}
