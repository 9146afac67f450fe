import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { type DatabaseConnection, SqliteAdapter, type SqliteDatabase, SqliteDriver } from 'kysely'
import type { FileGuard } from './file-guard.ts'
import type { Flusher } from './flush.ts'

/** The driver gives its turns itself: Kysely would let the next one wait for the flush. */
export class WritingAdapter extends SqliteAdapter {
  /** Whether who has the turn waits until what they write is on the disk. */
  isAwaited = true

  override get supportsMultipleConnections(): boolean {
    return true
  }
}

interface Written {
  file: DatabaseSync
  flusher: Flusher | null
  adapter: WritingAdapter
  guard: FileGuard | null
}

/**
 * One connection, given to one at a time, in order. What somebody wrote in their turn is flushed after
 * it, while the next one writes: they wait for it, and nobody else does. Without a flusher each commit
 * has to reach the disk by itself (`synchronous = full`).
 *
 * A deferred transaction that turns into a writing one fails at once, whatever the time-out. The file
 * is told directly of begin, commit and rollback: they need no parameters and have no rows.
 */
export class WritingDriver extends SqliteDriver {
  readonly #file: DatabaseSync
  readonly #flusher: Flusher | null
  readonly #adapter: WritingAdapter
  readonly #guard: FileGuard | null
  #lastTurn: Promise<void> = Promise.resolve()
  #endTurn = () => {}
  #wrote = false

  constructor({ file, flusher, adapter, guard }: Written) {
    super({ database: preparedOnce(file, () => (this.#wrote = true)) })
    this.#file = file
    this.#flusher = flusher
    this.#adapter = adapter
    this.#guard = guard
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#guard?.check()
    const { promise, resolve } = Promise.withResolvers<void>()
    const before = this.#lastTurn
    this.#lastTurn = promise
    await before
    this.#endTurn = resolve
    return super.acquireConnection()
  }

  override async releaseConnection(): Promise<void> {
    const wrote = this.#wrote
    const { isAwaited } = this.#adapter
    this.#wrote = false
    this.#adapter.isAwaited = true
    this.#endTurn()
    if (wrote && isAwaited) await this.#flusher?.flush()
    else if (wrote) this.#flusher?.flushSoon()
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

  override async destroy(): Promise<void> {
    await this.#flusher?.close()
    await super.destroy()
  }
}

/**
 * node:sqlite in the shape Kysely's driver expects, each text of SQL prepared once. `wrote` is called
 * before anything but a SELECT.
 */
export function preparedOnce(file: DatabaseSync, wrote: () => void = () => {}): SqliteDatabase {
  const statements = new Map<string, ReturnType<typeof adapt>>()
  return {
    close: () => file.close(),
    prepare(sql) {
      let statement = statements.get(sql)
      if (!statement) statements.set(sql, (statement = adapt(file.prepare(sql))))
      if (!sql.startsWith('select')) wrote()
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
