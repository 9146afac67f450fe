import { existsSync } from 'node:fs'
import { openDatabase } from '../../store/database.ts'
import { openReader } from '../../store/reader.ts'
import type { Database, DatabaseTransaction, OpenDatabase } from '../../store/schema.ts'
import { sqliteFile } from '../../store/sqlite-file.ts'
import { serverTimeZone } from './dates.ts'
import { type Imported, importRows } from './import.ts'
import { type Mended, mend } from './mend.ts'
import { openOld } from './old-reader.ts'
import { readOldTokens } from './old-tokens.ts'
import type { Shelf } from './shelf.ts'

export interface Places {
  /** Where the old program's tables are. */
  old: string
  /** Where ours are. */
  own: string
}

type Tools = Pick<Shelf, 'clock' | 'random'>

/** Every row of the old program's; undefined where there are no tables of its. */
export async function readOldRows(url: string): Promise<Mended[] | undefined> {
  await using old = await openOld(url)
  const tokens = old && (await readOldTokens(old))
  return tokens?.map((token) => mend(token, serverTimeZone()))
}

/**
 * Our own tables, for a command that writes. The first time, everything that the old program has is
 * taken over, in one transaction and once only; its tables stay as they are.
 */
export async function openForWriting(
  places: Places,
  tools: Tools,
): Promise<{ db: OpenDatabase; taken: Imported[] | null }> {
  const db = await openOwn(places.own, tools)
  try {
    return { db, taken: await takeOver(db, places.old, tools) }
  } catch (error) {
    await db.destroy()
    throw error
  }
}

async function takeOver(db: Database, old: string, tools: Tools): Promise<Imported[] | null> {
  if (await isTaken(db)) return null
  const rows = await readOldRows(old)
  if (!rows) return null
  return db.transaction().execute(async (trx) => {
    if (!(await mark(trx, tools.clock()))) return null
    return importRows(trx, tools, rows)
  })
}

/**
 * The invitations for a command that only reads: before the take-over, a copy in memory of what would
 * be taken over, so that looking changes nothing.
 */
export async function openForReading({ old, own }: Places, tools: Tools): Promise<OpenDatabase> {
  if (await isThere(own)) {
    const db = await openOwn(own, tools)
    if (await isTaken(db)) return db
    if (!(await readOldRows(old))) return db
    await db.destroy()
  }
  const rows = (await readOldRows(old)) ?? []
  const db = await openOwn('sqlite::memory:', tools)
  await db.transaction().execute((trx) => importRows(trx, tools, rows))
  return db
}

export async function openOwn(url: string, { clock }: Pick<Tools, 'clock'>): Promise<OpenDatabase> {
  return openDatabase(url, clock(), () => {})
}

const MARK = 'matrix-registration taken over'

async function isTaken(db: Database): Promise<boolean> {
  return isTakenOver(await db.selectFrom('migrations').select('name').execute())
}

/** By the rows of our table of migrations. */
export function isTakenOver(migrations: readonly { name?: unknown }[]): boolean {
  return migrations.some(({ name }) => name === MARK)
}

/** False if another process was first. */
async function mark(trx: DatabaseTransaction, now: number): Promise<boolean> {
  const made = await trx
    .insertInto('migrations')
    .values({ name: MARK, applied_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('name')
    .execute()
  return made.length === 1
}

/** Whether our tables have been made there. */
export async function isThere(url: string): Promise<boolean> {
  const path = sqliteFile(url)
  if (path !== null) return existsSync(path)
  await using reader = await openReader(url)
  return reader !== null && (await reader.has('migrations'))
}
