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

/** SQLite's busy timeout: how long a statement waits for another process's lock, in ms. */
const busyTimeoutMs = 5_000

/**
 * Opens the file at `path`, or creates it, readable by its owner only. Deleted data is overwritten
 * (`secure_delete`), so that erased people can't be found in the file.
 */
export function openSqlite(path: string, flusher?: Flusher): OpenDatabase {
  const file = openFile(path, 'trusted')
  // No WAL in memory and on file systems without shared memory: there each commit fsyncs.
  const hasWal = retryWhileBusy(busyTimeoutMs, () => modeOf(file)) === 'wal'
  if (hasWal) file.exec('pragma synchronous = normal')
  if (path === ':memory:') return toWrite(file, null, null)
  // SQLite puts the WAL beside the target of a link.
  const wal = `${realpathSync(path)}-wal`
  const guard = guardFile(path, wal, () => emptyWal(file))
  return toWrite(file, hasWal ? (flusher ?? createFlusher(wal)) : null, guard)
}

function modeOf(file: DatabaseSync): unknown {
  return file.prepare('pragma journal_mode = wal').get()?.['journal_mode']
}

/**
 * If the database file was replaced, the next process would apply the old WAL to the new file. So the
 * WAL is checkpointed into the file that it belongs to.
 */
function emptyWal(file: DatabaseSync): void {
  try {
    file.exec('pragma wal_checkpoint(truncate)')
  } catch {
    // The file can't be written, either: the guard reports the problem.
  }
}

/** Opens or creates a file that is filled once, without a WAL. */
export function openSqliteToFill(path: string): OpenDatabase {
  return toWrite(openFile(path, 'refuse'), null, null)
}

/**
 * The page cache of 96 MB is enough for a million invitations; it grows only as pages are read.
 */
function openFile(path: string, links: 'refuse' | 'trusted'): DatabaseSync {
  if (path !== ':memory:') makePrivate(path, links)
  const file = new DatabaseSync(path, { timeout: busyTimeoutMs })
  file.exec(`pragma synchronous = full; pragma foreign_keys = on; pragma secure_delete = fast;
    pragma cache_size = -96000`)
  return file
}

/** Opens the file at `path` read-only. A transaction reads a snapshot. */
export function openSqliteToRead(path: string): OpenDatabase {
  const file = new DatabaseSync(path, { timeout: busyTimeoutMs, readOnly: true })
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
