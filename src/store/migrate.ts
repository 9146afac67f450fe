import { sql } from 'kysely'
import { statements as invites } from './migrations/001-invites.ts'
import { statements as secondStep } from './migrations/002-second-step.ts'
import { statements as limits } from './migrations/003-limits.ts'
import { statements as addresses } from './migrations/004-addresses.ts'
import { statements as rareStates } from './migrations/005-rare-states.ts'
import { statements as dueRedemptions } from './migrations/006-due-redemptions.ts'
import { statements as outcomes } from './migrations/008-outcomes.ts'
import { makeSchema } from './place.ts'
import type { Database, DatabaseTransaction, Kind } from './schema.ts'

/** Numbered, forward only: a migration that has been released is never changed. */
const migrations: [name: string, statements: string[]][] = [
  ['001-invites', invites],
  ['002-second-step', secondStep],
  ['003-limits', limits],
  ['004-addresses', addresses],
  ['005-rare-states', rareStates],
  ['006-due-redemptions', dueRedemptions],
  ['008-outcomes', outcomes],
]

/** The advisory lock of PostgreSQL that keeps several starting processes apart: any fixed number. */
const lockKey = 5_283_920

/**
 * Brings the tables up to date. The whole of it is one transaction under a lock (SQLite's write
 * lock, PostgreSQL's advisory lock), so it runs once however many processes start together. Tables
 * that are up to date are only looked at: a command doesn't wait for what a busy portal writes.
 */
export async function migrate({ db, ...place }: Place, now: number): Promise<void> {
  if (await isUpToDate(db)) return
  await db.transaction().execute(async (trx) => {
    await lockTables(trx, place.kind)
    await makeSchema(trx, place.schema)
    await makeOwnTable(trx)
    const done = await appliedMigrations(trx)
    for (const [name, statements] of migrations) {
      if (!done.has(name)) await apply(trx, name, statements, now)
    }
  })
}

/** Where the tables stand, or are to stand. */
export interface Place {
  db: Database
  kind: Kind
  schema: string | null
}

/** Where the tables can't be read there are none, or making them finds out what the matter is. */
async function isUpToDate(db: Database): Promise<boolean> {
  const done = await appliedMigrations(db).catch(() => new Set<string>())
  return migrations.every(([name]) => done.has(name))
}

/** Keeps others from making or changing tables until the transaction ends. */
export async function lockTables(trx: DatabaseTransaction, kind: Kind): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(lockKey)})`.execute(trx)
}

export async function appliedMigrations(db: Database): Promise<Set<string>> {
  const applied = await db.selectFrom('migrations').select('name').execute()
  return new Set(applied.map((row) => row.name))
}

/** Migrations that this program does not know: a newer one has made them. */
export function unknownMigrations(names: Iterable<string>): string[] {
  const known = new Set(migrations.map(([name]) => name))
  // The others are marks that a take-over leaves.
  return [...names].filter((name) => /^\d{3}-/.test(name) && !known.has(name))
}

/** Empty tables as these migrations left them; that they were applied is not written down. */
export async function makeTables(
  trx: DatabaseTransaction,
  names: ReadonlySet<string>,
): Promise<void> {
  await makeOwnTable(trx)
  for (const [name, statements] of migrations) {
    if (names.has(name)) await run(trx, statements)
  }
}

async function makeOwnTable(trx: DatabaseTransaction): Promise<void> {
  await sql`create table if not exists migrations (name text primary key, applied_at bigint not null)`.execute(
    trx,
  )
}

async function apply(trx: DatabaseTransaction, name: string, statements: string[], now: number) {
  await run(trx, statements)
  await trx.insertInto('migrations').values({ name, applied_at: now }).execute()
}

async function run(trx: DatabaseTransaction, statements: string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(trx)
}
