import { sql } from 'kysely'
import { statements as invites } from './migrations/001-invites.ts'
import { statements as secondStep } from './migrations/002-second-step.ts'
import { statements as limits } from './migrations/003-limits.ts'
import type { Database, DatabaseTransaction } from './schema.ts'

/** Numbered, forward only: a migration that has been released is never changed. */
const migrations: [name: string, statements: string[]][] = [
  ['001-invites', invites],
  ['002-second-step', secondStep],
  ['003-limits', limits],
]

/** The advisory lock of PostgreSQL that keeps several starting processes apart: any fixed number. */
const lockKey = 5_283_920

/**
 * Brings the tables up to date. The whole of it is one transaction under a lock (SQLite's write
 * lock, PostgreSQL's advisory lock), so it runs once however many processes start together.
 */
export async function migrate(db: Database, now: number, locks: boolean): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (locks) await sql`select pg_advisory_xact_lock(${sql.lit(lockKey)})`.execute(trx)
    await sql`create table if not exists migrations (name text primary key, applied_at bigint not null)`.execute(
      trx,
    )
    const applied = await trx.selectFrom('migrations').select('name').execute()
    const done = new Set(applied.map((row) => row.name))
    for (const [name, statements] of migrations) {
      if (!done.has(name)) await apply(trx, name, statements, now)
    }
  })
}

async function apply(trx: DatabaseTransaction, name: string, statements: string[], now: number) {
  for (const statement of statements) await sql.raw(statement).execute(trx)
  await trx.insertInto('migrations').values({ name, applied_at: now }).execute()
}
