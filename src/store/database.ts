import { migrate } from './migrate.ts'
import type { Kind, OpenDatabase } from './schema.ts'
import { sqliteFile } from './sqlite-file.ts'

type OnLost = (cause: Error) => void

/**
 * Opens the database of a URL, `sqlite:/path/to/file` or `postgres://…`, with its tables up to
 * date. Only the driver that is needed is loaded.
 */
export async function openDatabase(
  url: string,
  now: number,
  onLost: OnLost,
): Promise<OpenDatabase> {
  const { db, kind } = await connect(url, onLost)
  try {
    await migrate(db, now, kind)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return db
}

/** A database as it is found, of whatever version, or with nothing in it. */
export interface Connection extends AsyncDisposable {
  db: OpenDatabase
  kind: Kind
}

/** To `fill`: with what another one holds. */
type Purpose = 'read' | 'write' | 'fill'

/** To write or fill, an SQLite file is made where there is none; to read, nothing is changed. */
export async function connect(
  url: string,
  onLost: OnLost,
  purpose: Purpose = 'write',
): Promise<Connection> {
  const kind = sqliteFile(url) === null ? 'postgres' : 'sqlite'
  const db = await open(url, onLost, purpose)
  return { db, kind, [Symbol.asyncDispose]: () => db.destroy() }
}

async function open(url: string, onLost: OnLost, purpose: Purpose) {
  const path = sqliteFile(url)
  if (path === null) return (await import('./postgres.ts')).openPostgres(url, onLost)
  const sqlite = await import('./sqlite.ts')
  if (purpose === 'read') return sqlite.openSqliteToRead(path)
  return purpose === 'fill' ? sqlite.openSqliteToFill(path) : sqlite.openSqlite(path)
}
