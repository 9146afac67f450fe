import { type Kysely, sql } from 'kysely'
import type { Connection } from './database.ts'
import { lockTables, makeTables, readApplied } from './migrate.ts'
import { enterSchema, makeSchema } from './place.ts'
import { newSum, readRows, type Row, type Sum } from './rows.ts'
import type { Database, DatabaseTransaction, DatabaseKind, TableName } from './schema.ts'
import { formerTables, tables } from './schema.ts'
import { findNewer } from './versions.ts'

/** Why a database is not copied. In all cases the target stays unchanged. */
export type Reason = 'not_ours' | 'newer' | 'damaged' | 'not_empty' | 'differs'

export class CopyRefused extends Error {
  override readonly name = 'CopyRefused'
  readonly reason: Reason

  constructor(reason: Reason, detail: string) {
    super(detail)
    this.reason = reason
  }
}

export interface Copied extends Sum {
  table: TableName
}

/** Called from time to time with the number of rows copied so far. */
export type OnProgress = (table: TableName, rows: number) => void

/**
 * Copies a snapshot of all tables of `from` into `to`, which must have none of them; then reads the copy
 * again and compares checksums. One transaction on each side: the copy is complete or absent, and
 * processes that use `from` meanwhile don't block it. Throws CopyRefused.
 */
export async function copyDatabase(
  from: Connection,
  to: Connection,
  onProgress: OnProgress,
): Promise<Copied[]> {
  const reading = from.db.transaction().setIsolationLevel('repeatable read')
  return reading.execute(async (source) => {
    await enterSchema(source, from.schema)
    const present = await readableTables(source, from.kind)
    const applied = await readApplied(source)
    const newer = findNewer(applied).names
    if (newer.length > 0) throw new CopyRefused('newer', newer.join(', '))
    return to.db.transaction().execute(async (target) => {
      await lockTables(target, to.kind)
      await makeSchema(target, to.schema)
      const there = await tablesIn(target, to.kind)
      if (there.length > 0) throw new CopyRefused('not_empty', there.join(', '))
      await makeTables(target, applied)
      const copied: Copied[] = []
      for (const table of present) {
        const sum = await copyTable(readRows(source, from.kind, table), target, table, onProgress)
        await compare(readRows(target, to.kind, table), table, sum)
        copied.push({ table, ...sum })
      }
      return copied
    })
  })
}

async function readableTables(source: Database, kind: DatabaseKind): Promise<TableName[]> {
  const found = await tablesIn(source, kind)
  if (!found.includes('migrations') || !found.includes('invites')) {
    throw new CopyRefused('not_ours', 'it has no invitations')
  }
  if (kind === 'sqlite') await refuseDamaged(source)
  return found
}

async function refuseDamaged(source: Database): Promise<void> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(1)`.execute(source)
  const verdict = rows[0]?.integrity_check ?? ''
  if (verdict !== 'ok') throw new CopyRefused('damaged', verdict)
}

/** Our tables that exist, in the order in which they can be filled. */
async function tablesIn(db: Database, kind: DatabaseKind): Promise<TableName[]> {
  const query =
    kind === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_schema where type = 'table'`
      : sql<{
          name: string
        }>`select tablename as name from pg_tables where schemaname = current_schema()`
  const { rows } = await query.execute(db)
  const names = new Set(rows.map(({ name }) => name))
  return [...tables, ...formerTables].filter((table) => names.has(table))
}

async function copyTable(
  batches: AsyncGenerator<Row[]>,
  target: DatabaseTransaction,
  table: TableName,
  onProgress: OnProgress,
): Promise<Sum> {
  // Versions have different columns, so rows are copied by column name, untyped.
  const untyped = target as unknown as Kysely<Record<string, Row>>
  const sum = newSum()
  for await (const rows of batches) {
    await untyped.insertInto(table).values(rows).execute()
    for (const row of rows) sum.add(row)
    onProgress(table, sum.get().rows)
  }
  return sum.get()
}

async function compare(batches: AsyncGenerator<Row[]>, table: TableName, before: Sum) {
  const sum = newSum()
  for await (const rows of batches) {
    for (const row of rows) sum.add(row)
  }
  const after = sum.get()
  if (after.rows !== before.rows || after.digest !== before.digest) {
    throw new CopyRefused('differs', `${table}: ${before.rows} rows became ${after.rows}`)
  }
}
