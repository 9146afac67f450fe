import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { openDatabase } from '../../src/store/database.ts'
import type { OpenDatabase } from '../../src/store/schema.ts'
import { postgresDatabase } from '../support/parts.ts'
import type { Kind } from '../support/portal.ts'

export interface Store extends AsyncDisposable {
  url: string
  folder: string
  db: OpenDatabase
}

/** An empty database of its own. */
export async function openStore(kind: Kind): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-jobs-'))
  const url =
    kind === 'PostgreSQL' ? await postgresDatabase() : `sqlite:${join(folder, 'latchkey.db')}`
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

/**
 * Lets so much time pass by the database's clock, as far as jobs and leases can tell: what they say of
 * it moves the other way. Negative: the clock was set back.
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
