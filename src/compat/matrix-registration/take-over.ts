import { existsSync } from 'node:fs'
import { openDatabase } from '../../store/database.ts'
import { openReader } from '../../store/reader.ts'
import type { Database, OpenDatabase } from '../../store/schema.ts'
import { sqliteFile } from '../../shared/database-url.ts'
import { serverTimeZone } from './dates.ts'
import { importRows, type Source, type Tally } from './import.ts'
import { type ConvertedToken, mend } from './mend.ts'
import { openOld } from './old-reader.ts'
import { findOldTokens, type OldTokens } from './old-tokens.ts'
import type { InviteContext } from './invites.ts'

export interface Places {
  /** Where the old program's tables are. */
  old: string
  /** Where ours are. */
  own: string
}

type Tools = Pick<InviteContext, 'clock' | 'random'>

/** Called from time to time with the progress of the import. */
export type OnProgress = (done: number, count: number) => void

/** The old program's rows, converted to invitations. */
export interface OldRows extends Source, AsyncDisposable {}

/** Undefined if the old program's tables don't exist. */
export async function openOldRows(url: string): Promise<OldRows | undefined> {
  await using stack = new AsyncDisposableStack()
  const old = await openOld(url)
  if (!old) return undefined
  stack.use(old)
  const tokens = await findOldTokens(old)
  if (!tokens) return undefined
  const kept = stack.move()
  return {
    count: tokens.count,
    batches: () => mended(tokens),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function* mended(tokens: OldTokens): AsyncGenerator<ConvertedToken[]> {
  const timeZone = serverTimeZone()
  for await (const rows of tokens.batches()) yield rows.map((token) => mend(token, timeZone))
}

/**
 * Opens our own tables for a command that writes. The first time, imports everything of the old program,
 * once; its tables stay unchanged. An interrupted import is continued.
 */
export async function openForWriting(
  places: Places,
  tools: Tools,
  onProgress: OnProgress = () => {},
): Promise<{ db: OpenDatabase; taken: Tally | null }> {
  const db = await openOwn(places.own, tools)
  try {
    return { db, taken: await takeOver(db, places.old, tools, onProgress) }
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** The mark is written last: without it the next start repeats the (idempotent) import. */
async function takeOver(
  db: Database,
  old: string,
  tools: Tools,
  onProgress: OnProgress,
): Promise<Tally | null> {
  if (await isTaken(db)) return null
  await using rows = await openOldRows(old)
  if (!rows) return null
  let done = 0
  const tally = await importRows(db, tools, rows, (batch) => {
    done += batch.length
    onProgress(done, rows.count)
  })
  return (await mark(db, tools.clock())) ? tally : null
}

/**
 * Opens the invitations for a command that only reads. Before the import, this is a copy in memory of what
 * would be imported, so that reading changes nothing.
 */
export async function openForReading({ old, own }: Places, tools: Tools): Promise<OpenDatabase> {
  if (await isThere(own)) {
    const db = await openOwn(own, tools)
    if (await isTaken(db)) return db
    await using rows = await openOldRows(old)
    if (!rows) return db
    await db.destroy()
  }
  const db = await openOwn('sqlite::memory:', tools)
  await using rows = await openOldRows(old)
  if (rows) await importRows(db, tools, rows)
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
async function mark(db: Database, now: number): Promise<boolean> {
  const made = await db
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
