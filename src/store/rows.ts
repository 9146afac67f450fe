import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database, DatabaseKind, TableName } from './schema.ts'

export type Row = Record<string, string | number | null>

/** Rows per batch: SQLite allows 32,766 values per statement, and no table has 32 columns. */
const batch = 1000

/** All rows of a table in batches, in storage order. Needs a transaction. */
export function readRows(
  db: Database,
  kind: DatabaseKind,
  table: TableName,
): AsyncGenerator<Row[]> {
  return kind === 'sqlite' ? ofSqlite(db, table) : ofPostgres(db, table)
}

async function* ofSqlite(db: Database, table: TableName): AsyncGenerator<Row[]> {
  for (let after = 0; ;) {
    const found = await sql<Row & { position: number }>`
      select rowid as position, * from ${sql.table(table)} where rowid > ${after}
      order by rowid limit ${sql.lit(batch)}`.execute(db)
    if (found.rows.length === 0) return
    yield found.rows.map(({ position, ...row }) => {
      after = position
      return row
    })
  }
}

async function* ofPostgres(db: Database, table: TableName): AsyncGenerator<Row[]> {
  await sql`declare rows_of_it no scroll cursor for select * from ${sql.table(table)}`.execute(db)
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(batch)} from rows_of_it`.execute(db)
    if (rows.length === 0) break
    yield rows
  }
  await sql`close rows_of_it`.execute(db)
}

/** A checksum of rows that doesn't depend on their order. */
export interface Sum {
  rows: number
  /** Hexadecimal. */
  digest: string
}

/** Adds up the SHA-256 of all rows. */
export function newSum() {
  let rows = 0
  let total = 0n
  return {
    add(row: Row) {
      const columns = Object.keys(row).toSorted()
      const text = JSON.stringify(columns.map((column) => [column, row[column]]))
      total += BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
      rows++
    },
    get: (): Sum => ({
      rows,
      digest: BigInt.asUintN(256, total).toString(16).padStart(64, '0'),
    }),
  }
}
