import { chmodSync, closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import {
  type Dialect,
  Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { createFlusher, type Flusher } from './flush.ts'
import { type OpenDatabase, type Schema } from './schema.ts'
import { preparedOnce, WritingAdapter, WritingDriver } from './sqlite-driver.ts'
import { lookup } from './sqlite-lookup.ts'
import { checked } from './storable.ts'

/** How long another process may keep the file locked before a statement gives up, in ms. */
const busyTimeout = 5_000

/**
 * Opens (or makes, readable by its owner only) the file at `path`. What is deleted is overwritten,
 * so that somebody who was forgotten is not found in the file.
 */
export function openSqlite(path: string, flusher = createFlusher(`${path}-wal`)): OpenDatabase {
  const file = openFile(path)
  const mode = file.prepare('pragma journal_mode = wal').get()?.['journal_mode']
  // In memory there is none, nor on a file system that can't share memory: there a commit flushes.
  const hasWal = mode === 'wal'
  if (hasWal) file.exec('pragma synchronous = normal')
  return toWrite(file, hasWal ? flusher : null)
}

/** Opens or makes a file that is filled once and then stands alone, without a WAL beside it. */
export function openSqliteToFill(path: string): OpenDatabase {
  return toWrite(openFile(path), null)
}

/**
 * The pages that any of a million visitors may ask for fit into 96 MB. It is a bound: a file's pages
 * are kept as they are read.
 */
function openFile(path: string): DatabaseSync {
  if (path !== ':memory:') makePrivate(path)
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

function toWrite(file: DatabaseSync, flusher: Flusher | null): OpenDatabase {
  const adapter = new WritingAdapter()
  return assemble(file, new WritingDriver(file, flusher, adapter), adapter)
}

function assemble(file: DatabaseSync, driver: SqliteDriver, adapter: SqliteAdapter): OpenDatabase {
  const db = new Kysely<Schema>({ dialect: checked(dialect(driver, adapter)) })
  return Object.assign(db, { findByCode: lookup(file) })
}

/** SQLite gives its WAL and shared-memory files the mode of the database file. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

function dialect(driver: SqliteDriver, adapter: SqliteAdapter): Dialect {
  return {
    createAdapter: () => adapter,
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}
