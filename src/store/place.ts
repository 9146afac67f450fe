import { sql } from 'kysely'
import type { DatabaseTransaction } from './schema.ts'

/**
 * Statements written by hand find our tables in this schema until the transaction ends. Kysely's name
 * the schema themselves. For SQLite, and where the tables stand in the first schema, nothing is to do.
 */
export async function enterSchema(trx: DatabaseTransaction, schema: string | null): Promise<void> {
  if (schema === null) return
  await sql`set local search_path = ${sql.id(schema)}`.execute(trx)
}

/** The same, and the schema is there. Looking first: to make one takes a right that few need. */
export async function makeSchema(trx: DatabaseTransaction, schema: string | null): Promise<void> {
  if (schema === null) return
  const { rows } = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(trx)
  if (rows.length === 0) await sql`create schema if not exists ${sql.id(schema)}`.execute(trx)
  await enterSchema(trx, schema)
}
