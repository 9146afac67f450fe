import { Kysely, PostgresDialect } from 'kysely'
import { Pool, types as builtin } from 'pg'
import { type InviteTerms, type OpenDatabase, type Schema, selectByCode } from './schema.ts'
import { together } from './together.ts'

/** A time or a count never reaches 2^53, so PostgreSQL's bigint is read as a number. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === builtin.builtins.INT8 ? Number : builtin.getTypeParser(oid, format),
}

/** A pool on `url` (`postgres://…`); `onLost` is told when the server drops a connection. */
export function openPostgres(url: string, onLost: (cause: Error) => void): OpenDatabase {
  const pool = new Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    types,
  })
  // The pool listens to idle connections only: the end of one in use would end the process.
  pool.on('connect', (client) => client.on('error', onLost))
  pool.on('error', () => {})
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return Object.assign(db, { findByCode: lookup(pool) })
}

/** A query with a name is parsed and planned once a connection. */
function lookup(pool: Pool): OpenDatabase['findByCode'] {
  const query = { name: 'invitations by code', text: selectByCode('any ($1)') }
  return together(async (codes: string[]) => {
    const { rows } = await pool.query<InviteTerms>({ ...query, values: [codes] })
    const found = new Map(rows.map((row) => [row.code, row]))
    return codes.map((code) => found.get(code))
  })
}
