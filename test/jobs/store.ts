import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { connect, openDatabase } from '../../src/store/database.ts'
import { makeTables } from '../../src/store/migrate.ts'
import type { OpenDatabase } from '../../src/store/schema.ts'
import { postgresDatabase } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'

export interface Store extends AsyncDisposable {
  url: string
  folder: string
  db: OpenDatabase
}

/** A new database. `migrations`: created by these only, then migrated. */
export async function openStore(kind: Kind, migrations?: readonly string[]): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-jobs-'))
  const url =
    kind === 'PostgreSQL' ? await postgresDatabase() : `sqlite:${join(folder, 'latchkey.db')}`
  return open(folder, url, migrations)
}

/** The empty PostgreSQL database at `url`. */
export async function openStoreAt(url: string): Promise<Store> {
  return open(await mkdtemp(join(tmpdir(), 'latchkey-jobs-')), url)
}

async function open(folder: string, url: string, migrations?: readonly string[]): Promise<Store> {
  if (migrations) await makeOld(url, migrations)
  const db = await openDatabase(url, Date.now(), () => {})
  return {
    url,
    folder,
    db,
    [Symbol.asyncDispose]: async () => {
      await db.destroy()
      await rm(folder, { recursive: true })
    },
  }
}

async function makeOld(url: string, names: readonly string[]): Promise<void> {
  await using old = await connect(url, () => {})
  await old.db.transaction().execute(async (trx) => {
    const rows = names.map((name) => ({ name, applied_at: 1 }))
    await makeTables(trx, rows)
    await trx.insertInto('migrations').values(rows).execute()
  })
}

/**
 * Lets time pass by the database's clock, as jobs and leases see it: their timestamps move the other
 * way. Negative: the clock was set back.
 */
export async function passTime(db: OpenDatabase, ms: number): Promise<void> {
  const earlier = (column: string) => sql<number>`${sql.ref(column)} - ${sql.lit(ms)}`
  await db
    .updateTable('jobs')
    .set({ due_at: earlier('due_at'), claimed_until: earlier('claimed_until') })
    .execute()
  await db
    .updateTable('jobs')
    .set({ done_at: earlier('done_at') })
    .where('done_at', 'is not', null)
    .execute()
  await db
    .updateTable('leases')
    .set({ until: earlier('until') })
    .execute()
}
