import type { App } from '../../core/context.ts'
import { enqueue } from '../../core/jobs/enqueue.ts'
import type { Bot, BotFailure, Json } from '../../ports/bot.ts'
import type { BotSyncRow } from '../../store/bot-rows.ts'
import { findSync, forgetSync, insertEntry, moveSync, type NewEntry } from '../../store/bot-sync.ts'
import { fillGap } from './fill-gap.ts'
import { entriesIn, type Reader, type ReadSync, readSync } from './read-sync.ts'
import type { Rooms } from './rooms.ts'

/** Maximum events of a room per sync. Earlier ones are fetched page by page. */
const timelineLimit = 100

/** How often a bot without news records that it still reads, in ms. */
const noteEveryMs = 60_000

interface Reading {
  rooms: Rooms
  waitMs: number
  signal: AbortSignal
}

/**
 * `invited`: perhaps into a configured room. `elsewhere`: another process reads. `failed`: again after a
 * pause, and nothing is lost.
 */
export type Read = 'read' | 'invited' | 'elsewhere' | 'failed' | { pauseMs: number }

/** One sync. What it says is written in one transaction with the place where the next one begins. */
export async function readOnce(app: App, bot: Bot, reading: Reading): Promise<Read> {
  const before = await findSync(app.db, bot.userId)
  const synced = await bot.sync(queryOf(bot, before, reading))
  if (reading.signal.aborted) return 'elsewhere'
  if (synced.kind !== 'done') return failedSync(app, bot, before, synced)
  const reader = { rooms: reading.rooms, userId: bot.userId, now: app.clock() }
  const read = readSync(synced.value, reader)
  if (!read) return 'failed'
  // What was written before the first sync was not written to the bot.
  const entries = before ? await entriesOf(bot, read, before, { ...reader, ...reading }) : []
  if (!entries) return 'failed'
  const all = [...entries, ...read.invites]
  if (before && all.length === 0 && isAsNoted(before, read, reader)) return 'read'
  const isWritten = await write(app, bot, { since: before?.since, next: read.next, entries: all })
  if (!isWritten) return 'elsewhere'
  return read.invites.length > 0 ? 'invited' : 'read'
}

function isAsNoted(before: BotSyncRow, { next }: ReadSync, { now }: Reader): boolean {
  return next === before.since && Math.abs(now - before.synced_at) < noteEveryMs
}

function queryOf(bot: Bot, before: BotSyncRow | undefined, { waitMs, signal }: Reading) {
  const isFirst = before === undefined
  return {
    ...(before && { since: before.since }),
    waitMs: isFirst ? 0 : waitMs,
    filter: filterOf(bot, isFirst ? 1 : timelineLimit),
    signal,
  }
}

function filterOf({ userId }: Bot, limit: number): Json {
  const none = { types: [] }
  return {
    presence: none,
    account_data: none,
    room: {
      account_data: none,
      ephemeral: none,
      state: { types: [], lazy_load_members: true },
      timeline: {
        types: ['m.room.message', 'm.reaction', 'm.room.encrypted'],
        not_senders: [userId],
        lazy_load_members: true,
        limit,
      },
    },
  }
}

async function failedSync(
  { db }: App,
  { userId }: Bot,
  before: BotSyncRow | undefined,
  failure: BotFailure,
): Promise<Read> {
  if (failure.kind === 'limited') return { pauseMs: failure.retryAfterMs ?? 5_000 }
  // A homeserver that was set up anew doesn't know the place.
  if (failure.kind === 'refused' && failure.status === 400 && before) await forgetSync(db, userId)
  return 'failed'
}

/** Undefined: a gap could not be filled. */
async function entriesOf(
  bot: Bot,
  { timelines }: ReadSync,
  before: BotSyncRow,
  reader: Reader & Pick<Reading, 'signal'>,
): Promise<NewEntry[] | undefined> {
  const { signal, rooms } = reader
  const { command, moderators } = rooms
  const entries: NewEntry[] = []
  for (const { room, events, gap } of timelines) {
    const isRead = room === command || room === moderators
    const missing = gap !== null && isRead ? await fillGap(bot, { room, gap, before, signal }) : []
    if (!missing) return undefined
    entries.push(...entriesIn(room, [...missing, ...events], reader))
  }
  return entries
}

interface Step {
  since: string | undefined
  next: string
  entries: readonly NewEntry[]
}

/** False if another process has moved on meanwhile: then nothing is written. */
function write(app: App, { userId }: Bot, { since, next, entries }: Step): Promise<boolean> {
  return app.db.transaction().execute(async (trx) => {
    if (!(await moveSync(trx, { userId, since, next, now: app.clock() }))) return false
    for (const entry of entries) {
      const id = await insertEntry(trx, entry, app)
      const job = { kind: 'bot-answer', key: String(id), payload: { entry: String(id) } }
      if (id !== undefined) await enqueue(trx, job, app)
    }
    return true
  })
}
