import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from './schema.ts'

/** A time or a count never reaches 2^53, so PostgreSQL's bigint is read as a number. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format),
}

/** A pool on `url` (`postgres://…`); `onLost` is told when the server drops an idle connection. */
export function openPostgres(url: string, onLost: (cause: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    types: types as pg.CustomTypesConfig,
  })
  pool.on('error', onLost)
  return new Kysely({ dialect: new PostgresDialect({ pool }) })
}
