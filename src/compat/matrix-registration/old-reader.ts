import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { postgresAddress } from '../../store/postgres/postgres-address.ts'
import { quoted as quotedName } from '../../store/schema.ts'
import { sqliteFile } from '../../shared/database-url.ts'

/** A stored value; SQLite stores any type in any column. */
export type Cell = string | number | bigint | boolean | null | Uint8Array

/** Reads the old program's tables, read-only. */
export interface OldReader extends AsyncDisposable {
  /** Empty if the table doesn't exist. */
  columns: (table: string) => Promise<string[]>
  count: (table: string) => Promise<number>
  /** The rows in insertion order, in batches. */
  batches: (table: string, columns: readonly string[]) => AsyncGenerator<Cell[][]>
}

/** Rows per batch. */
const batchSize = 1_000

/** Opens a database of the old program's, `sqlite:/path` or `postgres://…`. Undefined: no such file. */
export async function openOld(url: string): Promise<OldReader | undefined> {
  const path = sqliteFile(url)
  if (path === null) return openPostgres(url)
  if (!existsSync(path)) return undefined
  const { DatabaseSync } = await import('node:sqlite')
  return readSqlite(new DatabaseSync(path, { readOnly: true, timeout: 5_000 }))
}

function readSqlite(file: DatabaseSync): OldReader {
  return {
    async columns(table) {
      const rows = file.prepare('select name from pragma_table_info(?)').all(table)
      return rows.map(({ name }) => String(name))
    },
    async count(table) {
      return Number(
        file.prepare(`select count(*) as count from ${quoted([table])}`).get()?.['count'],
      )
    },
    async *batches(table, columns) {
      const statement = file.prepare(
        `select rowid as position, ${quoted(columns)} from ${quoted([table])}
         where rowid > ? order by rowid limit ${batchSize}`,
      )
      // Without this a number above 2^53 throws.
      statement.setReadBigInts(true)
      for (let after: bigint = -(2n ** 63n); ;) {
        const rows = statement.all(after)
        if (rows.length === 0) return
        yield rows.map((row) => columns.map((name) => row[name] ?? null))
        after = BigInt(String(rows.at(-1)?.['position']))
      }
    },
    [Symbol.asyncDispose]: async () => file.close(),
  }
}

async function openPostgres(url: string): Promise<OldReader> {
  const { Client } = await import('pg')
  const { connectionString, schema } = postgresAddress(url)
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  await client.connect()
  const place = schema === null ? '' : `${quoted([schema])}.`
  return {
    async columns(table) {
      const { rows } = await client.query<{ column_name: string }>(
        `select column_name from information_schema.columns
         where table_name = $1 and table_schema = any (
           case when $2::name is null then current_schemas(false) else array[$2::name] end)`,
        [table, schema],
      )
      return rows.map((row) => row.column_name)
    },
    async count(table) {
      const { rows } = await client.query(`select count(*) from ${place}${quoted([table])}`)
      return Number(rows[0]?.count)
    },
    async *batches(table, columns) {
      const texts = columns.map((name) => `${quoted([name])}::text`).join(', ')
      const text = `select ${texts} from ${place}${quoted([table])} order by ctid`
      await client.query('begin read only')
      await client.query(`declare old_rows no scroll cursor for ${text}`)
      for (;;) {
        const fetch = `fetch ${batchSize} from old_rows`
        const { rows } = await client.query<string[]>({ text: fetch, rowMode: 'array' })
        if (rows.length === 0) break
        yield rows
      }
      await client.query('commit')
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

function quoted(names: readonly string[]): string {
  return names.map(quotedName).join(', ')
}
