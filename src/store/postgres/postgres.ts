import { Kysely, PostgresDialect } from 'kysely'
import { Pool, types as builtin } from 'pg'
import { postgresAddress } from './postgres-address.ts'
import { checked } from '../storable.ts'
import { type OpenDatabase, type Schema, selectByCode } from '../schema.ts'
import { type InviteTerms } from '../invite-row.ts'
import { batchPerTick } from '../batch-per-tick.ts'

/** Times and counts stay below 2^53, so PostgreSQL's bigint is read as a number. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === builtin.builtins.INT8 ? Number : builtin.getTypeParser(oid, format),
}

/**
 * A pool for `url` (`postgres://…`). `onLost` is called when the server drops a connection. Behind
 * PgBouncer each transaction may get another session, so we use no session settings, prepared statements
 * or session locks, and statements name the schema.
 */
export function openPostgres(url: string, onLost: (cause: Error) => void): OpenDatabase {
  const { connectionString, schema } = postgresAddress(url)
  const pool = new Pool({ connectionString, max: 10, connectionTimeoutMillis: 5_000, types })
  // The pool handles errors of idle connections only. An unhandled one would end the process.
  pool.on('connect', (client) => client.on('error', onLost))
  pool.on('error', () => {})
  const db = new Kysely<Schema>({ dialect: checked(new PostgresDialect({ pool })) })
  const placed = schema === null ? db : db.withSchema(schema)
  return Object.assign(placed, { findByCode: lookup(pool, schema) })
}

/** An unnamed statement, because a prepared one belongs to a session. */
function lookup(pool: Pool, schema: string | null): OpenDatabase['findByCode'] {
  const text = selectByCode('any ($1)', schema)
  return batchPerTick(async (codes: string[]) => {
    const { rows } = await pool.query<InviteTerms>(text, [codes])
    const found = new Map(rows.map((row) => [row.code, row]))
    return codes.map((code) => found.get(code))
  })
}
