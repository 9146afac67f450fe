import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { type DatabaseConnection, SqliteAdapter, type SqliteDatabase, SqliteDriver } from 'kysely'
import type { FileGuard } from './file-guard.ts'
import type { Flusher } from './flush.ts'

/** The driver queues its users itself: Kysely would make the next one wait for the fsync. */
export class WritingAdapter extends SqliteAdapter {
  /** Whether the current user of the connection waits for the fsync of its writes. */
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
 * One connection with a FIFO queue. Writes are fsynced after the connection is released, while the next
 * user already writes: only the writer waits for the fsync. Without a flusher each commit fsyncs by
 * itself (`synchronous = full`).
 *
 * Transactions are `immediate`, because upgrading a deferred one fails at once, whatever the timeout.
 * Begin, commit and rollback bypass the statement cache: they have neither parameters nor rows.
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

  /** A full disk may have ended the transaction already. Then the original error must be reported. */
  override async rollbackTransaction(): Promise<void> {
    if (this.#file.isTransaction) this.#file.exec('rollback')
  }

  override async destroy(): Promise<void> {
    await this.#flusher?.close()
    await super.destroy()
  }
}

/**
 * Adapts node:sqlite to Kysely's driver, preparing each SQL text once. `wrote` is called before any
 * statement but a SELECT.
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
