import { sql } from 'kysely'
import { isPostgres } from './database-clock.ts'
import { type Migration, migrations, type Statement } from './migrations/list.ts'
import { makeSchema } from './place.ts'
import type { Database, DatabaseTransaction, DatabaseKind } from './schema.ts'
import { type Applied, refuseTooNew } from './versions.ts'

/** PostgreSQL advisory lock for migrations, so that only one starting process migrates: any constant. */
const lockKey = 5_283_920

/**
 * Migrates the tables in one transaction under a lock (SQLite's write lock, PostgreSQL's advisory lock),
 * so that it runs once even if several processes start together. If nothing is to be done, it takes no
 * lock: a command doesn't wait for a busy portal. Throws TooNew if the tables need a newer program.
 */
export async function migrate({ db, ...place }: Place, now: number): Promise<void> {
  // If reading fails, the tables are missing; any other problem shows when they are created.
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

/** Pending migrations. */
export function missingFrom(applied: readonly Applied[]): Migration[] {
  const done = new Set(applied.map(({ name }) => name))
  return migrations.filter(({ name }) => !done.has(name))
}

/** The database and schema of the tables. */
export interface Place {
  db: Database
  kind: DatabaseKind
  schema: string | null
}

/** Prevents other processes from migrating until the transaction ends. */
export async function lockTables(trx: DatabaseTransaction, kind: DatabaseKind): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(lockKey)})`.execute(trx)
}

/** The applied migrations, with all columns that the table has. */
export async function readApplied(db: Database): Promise<Applied[]> {
  return db.selectFrom('migrations').selectAll().execute()
}

/** Creates empty tables by these migrations, without recording them as applied. */
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

async function run(trx: DatabaseTransaction, statements: readonly Statement[]): Promise<void> {
  const kind = isPostgres(trx) ? 'postgres' : 'sqlite'
  for (const statement of statements) {
    const text = typeof statement === 'string' ? statement : statement[kind]
    if (text !== undefined) await sql.raw(text).execute(trx)
  }
}
