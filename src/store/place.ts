import { sql } from 'kysely'
import type { DatabaseTransaction } from './schema.ts'

/**
 * Makes handwritten SQL use this schema until the transaction ends. Kysely's statements name the schema
 * themselves. Does nothing for SQLite and for the default schema.
 */
export async function enterSchema(trx: DatabaseTransaction, schema: string | null): Promise<void> {
  if (schema === null) return
  await sql`set local search_path = ${sql.id(schema)}`.execute(trx)
}

/** The same, creating the schema if missing. Checks first, as creating needs an extra privilege. */
export async function makeSchema(trx: DatabaseTransaction, schema: string | null): Promise<void> {
  if (schema === null) return
  const { rows } = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(trx)
  if (rows.length === 0) await sql`create schema if not exists ${sql.id(schema)}`.execute(trx)
  await enterSchema(trx, schema)
}
