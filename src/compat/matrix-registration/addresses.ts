import { sql } from 'kysely'
import type { Database } from '../../store/schema.ts'

/**
 * From where an invitation was used, where ip_logging asks for it. A table of this surface's own:
 * nothing else in the program keeps anybody's address.
 */
interface AddressRow {
  invite_id: string
  address: string
}

/** Makes the table where there is none yet. */
export async function prepareAddresses(db: Database): Promise<void> {
  await sql`create table if not exists matrix_registration_addresses (
    invite_id text not null, address text not null)`.execute(db)
}

function withAddresses(db: Database) {
  return db.withTables<{ matrix_registration_addresses: AddressRow }>()
}

export async function addAddresses(db: Database, rows: readonly AddressRow[]): Promise<void> {
  // PostgreSQL takes 65,535 values in one statement, SQLite 32,766.
  for (let at = 0; at < rows.length; at += 5_000) {
    await withAddresses(db)
      .insertInto('matrix_registration_addresses')
      .values(rows.slice(at, at + 5_000))
      .execute()
  }
}

/** The addresses of one invitation, or of all of them, by its id. */
export async function listAddresses(db: Database, id?: string): Promise<Map<string, string[]>> {
  const rows = await withAddresses(db)
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
