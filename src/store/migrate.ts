import { sql } from 'kysely'
import { type Migration, migrations } from './migrations/list.ts'
import { makeSchema } from './place.ts'
import type { Database, DatabaseTransaction, DatabaseKind } from './schema.ts'
import { type Applied, refuseTooNew } from './versions.ts'

/** The advisory lock of PostgreSQL that keeps several starting processes apart: any fixed number. */
const lockKey = 5_283_920

/**
 * Brings the tables up to date. The whole of it is one transaction under a lock (SQLite's write
 * lock, PostgreSQL's advisory lock), so it runs once however many processes start together. Tables
 * that are up to date are only looked at: a command doesn't wait for what a busy portal writes.
 * Throws TooNew where a newer program's tables need a newer program.
 */
export async function migrate({ db, ...place }: Place, now: number): Promise<void> {
  // Where the tables can't be read there are none, or making them finds out what the matter is.
  const applied = await readApplied(db).catch(() => [])
  refuseTooNew(applied)
  if (missingFrom(applied).length === 0) return
  await db.transaction().execute(async (trx) => {
    await lockTables(trx, place.kind)
    await makeSchema(trx, place.schema)
    await makeOwnTable(trx)
    const found = await readApplied(trx)
    refuseTooNew(found)
    for (const migration of missingFrom(found)) await apply(trx, migration, now)
  })
}

/** Migrations that are still to be applied. */
export function missingFrom(applied: readonly Applied[]): Migration[] {
  const done = new Set(applied.map(({ name }) => name))
  return migrations.filter(({ name }) => !done.has(name))
}

/** Where the tables stand, or are to stand. */
export interface Place {
  db: Database
  kind: DatabaseKind
  schema: string | null
}

/** Keeps others from making or changing tables until the transaction ends. */
export async function lockTables(trx: DatabaseTransaction, kind: DatabaseKind): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(lockKey)})`.execute(trx)
}

/** What was applied, with all the columns that the table has. */
export async function readApplied(db: Database): Promise<Applied[]> {
  return db.selectFrom('migrations').selectAll().execute()
}

/** Empty tables as these migrations left them; that they were applied is not written down. */
export async function makeTables(
  trx: DatabaseTransaction,
  applied: readonly Applied[],
): Promise<void> {
  await makeOwnTable(trx)
  const names = new Set(applied.map(({ name }) => name))
  for (const { name, statements } of migrations) {
    if (names.has(name)) await run(trx, statements)
  }
}

async function makeOwnTable(trx: DatabaseTransaction): Promise<void> {
  await sql`create table if not exists migrations (name text primary key, applied_at bigint not null)`.execute(
    trx,
  )
}

async function apply(
  trx: DatabaseTransaction,
  { name, statements, oldestProgram }: Migration,
  now: number,
): Promise<void> {
  await run(trx, statements)
  const version = oldestProgram === null ? {} : { oldest_program: oldestProgram }
  await trx
    .insertInto('migrations')
    .values({ name, applied_at: now, ...version })
    .execute()
}

async function run(trx: DatabaseTransaction, statements: string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(trx)
}
