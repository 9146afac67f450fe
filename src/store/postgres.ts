import { Kysely, PostgresDialect } from 'kysely'
import { Pool, types as builtin } from 'pg'
import type { Database } from './schema.ts'

/** A time or a count never reaches 2^53, so PostgreSQL's bigint is read as a number. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === builtin.builtins.INT8 ? Number : builtin.getTypeParser(oid, format),
}

/** A pool on `url` (`postgres://…`); `onLost` is told when the server drops a connection. */
export function openPostgres(url: string, onLost: (cause: Error) => void): Database {
  const pool = new Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    types,
  })
  // The pool listens to idle connections only: the end of one in use would end the process.
  pool.on('connect', (client) => client.on('error', onLost))
  pool.on('error', () => {})
  return new Kysely({ dialect: new PostgresDialect({ pool }) })
}
