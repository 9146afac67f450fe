import { Kysely, PostgresDialect } from 'kysely'
import { Pool, types as builtin } from 'pg'
import { postgresAddress } from './postgres-address.ts'
import { checked } from '../storable.ts'
import { type InviteTerms, type OpenDatabase, type Schema, selectByCode } from '../schema.ts'
import { batchPerTick } from '../batch-per-tick.ts'

/** A time or a count never reaches 2^53, so PostgreSQL's bigint is read as a number. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === builtin.builtins.INT8 ? Number : builtin.getTypeParser(oid, format),
}

/**
 * A pool on `url` (`postgres://…`); `onLost` is told when the server drops a connection. Each connection
 * may be another one's between two transactions (PgBouncer): no session has a setting, a prepared
 * statement or a lock of ours, and statements name the schema.
 */
export function openPostgres(url: string, onLost: (cause: Error) => void): OpenDatabase {
  const { connectionString, schema } = postgresAddress(url)
  const pool = new Pool({ connectionString, max: 10, connectionTimeoutMillis: 5_000, types })
  // The pool listens to idle connections only: the end of one in use would end the process.
  pool.on('connect', (client) => client.on('error', onLost))
  pool.on('error', () => {})
  const db = new Kysely<Schema>({ dialect: checked(new PostgresDialect({ pool })) })
  const placed = schema === null ? db : db.withSchema(schema)
  return Object.assign(placed, { findByCode: lookup(pool, schema) })
}

/** Without a name: a prepared statement belongs to a session. */
function lookup(pool: Pool, schema: string | null): OpenDatabase['findByCode'] {
  const text = selectByCode('any ($1)', schema)
  return batchPerTick(async (codes: string[]) => {
    const { rows } = await pool.query<InviteTerms>(text, [codes])
    const found = new Map(rows.map((row) => [row.code, row]))
    return codes.map((code) => found.get(code))
  })
}
