import { sql } from 'kysely'
import { migrate } from './migrate.ts'
import { postgresAddress } from './postgres/postgres-address.ts'
import type { DatabaseKind, OpenDatabase } from './schema.ts'
import { sqliteFile } from '../shared/database-url.ts'

type OnLost = (cause: Error) => void

/**
 * Opens the database of a URL, `sqlite:/path/to/file` or `postgres://…`, and migrates its tables.
 * Loads only the driver that is needed.
 */
export async function openDatabase(
  url: string,
  now: number,
  onLost: OnLost,
): Promise<OpenDatabase> {
  const connection = await connect(url, onLost)
  try {
    await migrate(connection, now)
  } catch (error) {
    await connection.db.destroy()
    throw error
  }
  return connection.db
}

/** A database of any version, perhaps empty: it isn't migrated. */
export interface Connection extends AsyncDisposable {
  db: OpenDatabase
  kind: DatabaseKind
  /** PostgreSQL: the schema of our tables; null: the default schema. */
  schema: string | null
}

/** `fill`: as the target of a copy. */
type Purpose = 'read' | 'write' | 'fill'

/** Connects without migrating. An SQLite file is created to write or fill, never to read. */
export async function connect(
  url: string,
  onLost: OnLost,
  purpose: Purpose = 'write',
): Promise<Connection> {
  const kind = sqliteFile(url) === null ? 'postgres' : 'sqlite'
  const schema = kind === 'postgres' ? postgresAddress(url).schema : null
  const db = await open(url, onLost, purpose)
  if (kind === 'postgres') await connectOnce(db)
  return { db, kind, schema, [Symbol.asyncDispose]: () => db.destroy() }
}

/** The pool connects with its first statement: whoever opens the database learns why it can't be. */
async function connectOnce(db: OpenDatabase): Promise<void> {
  try {
    await sql`select 1`.execute(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
}

async function open(url: string, onLost: OnLost, purpose: Purpose) {
  const path = sqliteFile(url)
  if (path === null) return (await import('./postgres/postgres.ts')).openPostgres(url, onLost)
  const sqlite = await import('./sqlite/sqlite.ts')
  if (purpose === 'read') return sqlite.openSqliteToRead(path)
  return purpose === 'fill' ? sqlite.openSqliteToFill(path) : sqlite.openSqlite(path)
}
