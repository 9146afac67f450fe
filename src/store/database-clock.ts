import { PostgresAdapter, type RawBuilder, sql } from 'kysely'
import type { Database, DatabaseKind } from './schema.ts'

/**
 * The database's own clock in SQL, in ms since 1970. All processes that share the database read the
 * same clock, whatever the clocks of their machines say. It is fixed when a statement starts, even if it
 * then waits for a lock, so that a lease never lasts longer than its holder believes.
 */
export const nowInSql: Readonly<Record<DatabaseKind, string>> = {
  sqlite: "cast(unixepoch('subsec') * 1000 as integer)",
  postgres: '(extract(epoch from statement_timestamp()) * 1000)::bigint',
}

/** The database's clock as part of a statement. */
export function databaseNow(db: Database): RawBuilder<number> {
  return sql.raw<number>(nowInSql[isPostgres(db) ? 'postgres' : 'sqlite'])
}

/** The database's clock, in ms since 1970. */
export async function readDatabaseClock(db: Database): Promise<number> {
  const { now } = await db.selectNoFrom(databaseNow(db).as('now')).executeTakeFirstOrThrow()
  return now
}

export function isPostgres(db: Database): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}
