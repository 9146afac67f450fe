import { chmodSync, closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import {
  type Dialect,
  Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteDatabase,
} from 'kysely'
import { type OpenDatabase, type Schema } from './schema.ts'
import { lookup } from './sqlite-lookup.ts'

/** How long another process may keep the file locked before a statement gives up, in ms. */
const busyTimeout = 5_000

/**
 * Opens (or makes, readable by its owner only) the file at `path`. What is deleted is overwritten,
 * so that somebody who was forgotten is not found in the file.
 */
export function openSqlite(path: string): OpenDatabase {
  const file = openFile(path)
  file.exec('pragma journal_mode = wal')
  return assemble(file, new ImmediateDriver(file))
}

/** Opens or makes a file that is filled once and then stands alone, without a WAL beside it. */
export function openSqliteToFill(path: string): OpenDatabase {
  const file = openFile(path)
  return assemble(file, new ImmediateDriver(file))
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
  return assemble(file, new SqliteDriver({ database: preparedOnce(file) }))
}

function assemble(file: DatabaseSync, driver: SqliteDriver): OpenDatabase {
  const db = new Kysely<Schema>({ dialect: dialect(driver) })
  return Object.assign(db, { findByCode: lookup(file) })
}

/** SQLite gives its WAL and shared-memory files the mode of the database file. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

function dialect(driver: SqliteDriver): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/**
 * A deferred transaction that turns into a writing one fails at once, whatever the time-out. The file
 * is told directly: these three need no parameters and have no rows.
 */
class ImmediateDriver extends SqliteDriver {
  readonly #file: DatabaseSync

  constructor(file: DatabaseSync) {
    super({ database: preparedOnce(file) })
    this.#file = file
  }

  override async beginTransaction(): Promise<void> {
    this.#file.exec('begin immediate')
  }

  override async commitTransaction(): Promise<void> {
    this.#file.exec('commit')
  }

  /** A full disk may have ended the transaction already; that it did is the error to be told. */
  override async rollbackTransaction(): Promise<void> {
    if (this.#file.isTransaction) this.#file.exec('rollback')
  }
}

/** node:sqlite in the shape Kysely's driver expects, each text of SQL prepared once. */
function preparedOnce(file: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, ReturnType<typeof adapt>>()
  return {
    close: () => file.close(),
    prepare(sql) {
      const known = statements.get(sql)
      if (known) return known
      const statement = adapt(file.prepare(sql))
      statements.set(sql, statement)
      return statement
    },
  }
}

/** Kysely types parameters as unknown; ours are texts, numbers and nulls. */
function values(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[]
}

function adapt(statement: StatementSync) {
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...values(parameters)),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...values(parameters)),
    run(parameters: readonly unknown[]) {
      const { changes, lastInsertRowid } = statement.run(...values(parameters))
      return { changes: BigInt(changes), lastInsertRowid: BigInt(lastInsertRowid) }
    },
  }
}
