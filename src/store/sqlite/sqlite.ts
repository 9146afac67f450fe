import { realpathSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import {
  type Dialect,
  Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { retryWhileBusy } from './busy.ts'
import { type FileGuard, guardFile } from './file-guard.ts'
import { createFlusher, type Flusher } from './flush.ts'
import { makePrivate } from './private-file.ts'
import { type OpenDatabase, type Schema } from '../schema.ts'
import { preparedOnce, WritingAdapter, WritingDriver } from './sqlite-driver.ts'
import { lookup } from './sqlite-lookup.ts'
import { checked } from '../storable.ts'

/** How long another process may keep the file locked before a statement gives up, in ms. */
const busyTimeout = 5_000

/**
 * Opens (or makes, readable by its owner only) the file at `path`. What is deleted is overwritten,
 * so that somebody who was forgotten is not found in the file.
 */
export function openSqlite(path: string, flusher?: Flusher): OpenDatabase {
  const file = openFile(path, 'trusted')
  // In memory there is none, nor on a file system that can't share memory: there a commit flushes.
  const hasWal = retryWhileBusy(busyTimeout, () => modeOf(file)) === 'wal'
  if (hasWal) file.exec('pragma synchronous = normal')
  if (path === ':memory:') return toWrite(file, null, null)
  // SQLite puts its WAL beside what a link leads to.
  const wal = `${realpathSync(path)}-wal`
  const guard = guardFile(path, wal, () => leaveNothingIn(file))
  return toWrite(file, hasWal ? (flusher ?? createFlusher(wal)) : null, guard)
}

function modeOf(file: DatabaseSync): unknown {
  return file.prepare('pragma journal_mode = wal').get()?.['journal_mode']
}

/**
 * Where the file has lost its name, its WAL may still have one, and the next process would take it for
 * the WAL of the file that is there now. What is in it goes into the file that it belongs to.
 */
function leaveNothingIn(file: DatabaseSync): void {
  try {
    file.exec('pragma wal_checkpoint(truncate)')
  } catch {
    // The file can't be written, either: what the check found is told.
  }
}

/** Opens or makes a file that is filled once and then stands alone, without a WAL beside it. */
export function openSqliteToFill(path: string): OpenDatabase {
  return toWrite(openFile(path, 'refuse'), null, null)
}

/**
 * The pages that any of a million visitors may ask for fit into 96 MB. It is a bound: a file's pages
 * are kept as they are read.
 */
function openFile(path: string, links: 'refuse' | 'trusted'): DatabaseSync {
  if (path !== ':memory:') makePrivate(path, links)
  const file = new DatabaseSync(path, { timeout: busyTimeout })
  file.exec(`pragma synchronous = full; pragma foreign_keys = on; pragma secure_delete = fast;
    pragma cache_size = -96000`)
  return file
}

/** Opens the file at `path` as it is. A transaction sees what there was at its begin. */
export function openSqliteToRead(path: string): OpenDatabase {
  const file = new DatabaseSync(path, { timeout: busyTimeout, readOnly: true })
  return assemble(file, new SqliteDriver({ database: preparedOnce(file) }), new SqliteAdapter())
}

function toWrite(
  file: DatabaseSync,
  flusher: Flusher | null,
  guard: FileGuard | null,
): OpenDatabase {
  const adapter = new WritingAdapter()
  return assemble(file, new WritingDriver({ file, flusher, adapter, guard }), adapter, guard)
}

function assemble(
  file: DatabaseSync,
  driver: SqliteDriver,
  adapter: SqliteAdapter,
  guard: FileGuard | null = null,
): OpenDatabase {
  const db = new Kysely<Schema>({ dialect: checked(dialect(driver, adapter)) })
  return Object.assign(db, { findByCode: lookup(file, guard) })
}

function dialect(driver: SqliteDriver, adapter: SqliteAdapter): Dialect {
  return {
    createAdapter: () => adapter,
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}
