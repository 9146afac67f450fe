import { migrate } from './migrate.ts'
import type { OpenDatabase } from './schema.ts'

/**
 * Opens the database of a URL, `sqlite:/path/to/file` or `postgres://…`, with its tables up to
 * date. Only the driver that is needed is loaded.
 */
export async function openDatabase(
  url: string,
  now: number,
  onLost: (cause: Error) => void,
): Promise<OpenDatabase> {
  const sqlite = url.startsWith('sqlite:')
  const db = sqlite
    ? (await import('./sqlite.ts')).openSqlite(url.slice('sqlite:'.length))
    : (await import('./postgres.ts')).openPostgres(url, onLost)
  try {
    await migrate(db, now, !sqlite)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return db
}
