import { constants, existsSync } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { postgresAddress } from './postgres/postgres-address.ts'
import { quoted } from './schema.ts'
import { sqliteFile } from '../shared/database-url.ts'

export type Row = Record<string, unknown>

/** Reads a database without changing anything: creates no table, setting or file. */
export interface Reader extends AsyncDisposable {
  has: (table: string) => Promise<boolean>
  /** `?` are placeholders for the values, in order. */
  rows: (sql: string, values?: readonly string[]) => Promise<Row[]>
}

/** Null if the file doesn't exist and can be created. Throws if the database can't be used. */
export async function openReader(url: string): Promise<Reader | null> {
  const path = sqliteFile(url)
  return path === null ? openServer(url) : openFile(path)
}

async function openFile(path: string): Promise<Reader | null> {
  await access(dirname(path), constants.W_OK)
  const isThere = await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
  if (!isThere) return null
  await access(path, constants.W_OK)
  const { DatabaseSync } = await import('node:sqlite')
  const file = new DatabaseSync(untouched(path), { readOnly: true, timeout: 5_000 })
  const rows = (sql: string, values: readonly string[] = []): Row[] =>
    file.prepare(sql).all(...values)
  return {
    has: async (table) => rows('select 1 from sqlite_schema where name = ?', [table]).length > 0,
    rows: async (sql, values) => rows(sql, values),
    [Symbol.asyncDispose]: async () => file.close(),
  }
}

/** If no process has the file open, `immutable` keeps SQLite from creating files beside it. */
function untouched(path: string): URL {
  const url = pathToFileURL(path)
  if (!existsSync(`${path}-wal`)) url.searchParams.set('immutable', '1')
  return url
}

/** One transaction: a session setting would leak to the next client of a pooler. */
async function openServer(url: string): Promise<Reader> {
  const { Client } = await import('pg')
  const { connectionString, schema } = postgresAddress(url)
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  await client.connect()
  const rows = async (sql: string, values: readonly string[] = []) => {
    let at = 0
    const numbered = sql.replaceAll('?', () => `$${++at}`)
    return (await client.query<Row>(numbered, [...values])).rows
  }
  try {
    await rows('begin read only')
    if (schema !== null) await rows(`set local search_path = ${quoted(schema)}`)
    const [state] = await rows(writable)
    if (state?.['writable'] !== true) throw new Error('its user may not create tables in it')
  } catch (error) {
    await client.end()
    throw error
  }
  return {
    has: async (table) => {
      const [found] = await rows('select to_regclass(?) is not null as there', [table])
      return found?.['there'] === true
    },
    rows,
    [Symbol.asyncDispose]: () => client.end(),
  }
}

/** Our schema may still have to be created. */
const writable = `select not pg_is_in_recovery() and case
    when current_schema() is null then has_database_privilege(current_database(), 'create')
    else has_schema_privilege(current_schema(), 'create')
  end as writable`
