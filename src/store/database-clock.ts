import { PostgresAdapter, type RawBuilder, sql } from 'kysely'
import type { Database } from './schema.ts'

/**
 * The database's own clock, in ms since 1970, as part of a statement. All processes that share the
 * database read the same clock, whatever their own machines' clocks say. It stands still while a
 * statement waits for a lock, so that a lease never lasts longer than its holder believes.
 */
export function databaseNow(db: Database): RawBuilder<number> {
  return isPostgres(db)
    ? sql<number>`(extract(epoch from statement_timestamp()) * 1000)::bigint`
    : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
}

export function isPostgres(db: Database): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}
