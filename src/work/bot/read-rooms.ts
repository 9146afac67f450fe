import { setTimeout as pause } from 'node:timers/promises'
import { hasRoom } from '../../core/bot/jobs.ts'
import type { App } from '../../core/context.ts'
import type { Bot } from '../../ports/bot.ts'
import { purgeInbox } from '../../store/bot-sync.ts'
import { forgetPosts } from './post.ts'
import { type Read, readOnce } from './read-once.ts'
import { findRooms, type Rooms } from './rooms.ts'
import type { ReadingTerms } from './start.ts'

/** How long an answered event is known, so that a repeated one has no second answer, in ms. */
const keptMs = 24 * 3_600_000

/** How often a pause looks whether it is over, in ms. */
const lookMs = 1_000

interface Reading {
  app: App
  bot: Bot
  terms: ReadingTerms
  signal: AbortSignal
}

/** Reads until the signal aborts, another process reads, or the bot has no room any more. */
export async function readRooms(app: App, terms: ReadingTerms, signal: AbortSignal): Promise<void> {
  for (;;) {
    const bot = await app.bot()
    if (!bot || signal.aborted || !hasRoom(app.config)) return
    if ((await readAs({ app, bot, terms, signal })) === 'elsewhere') return
  }
}

/** The same with one session; ends if the bot has another one. */
async function readAs(reading: Reading): Promise<'over' | 'elsewhere'> {
  const { app, terms } = reading
  let found: Found | undefined
  let isRefused = false
  while (!(await isOver(reading))) {
    found = await lookFor(reading, found)
    const read = await readIn(reading, found?.rooms)
    if (read === 'elsewhere') return read
    if (read === 'invited') found = undefined
    if (read === 'failed') await rest(reading, terms.afterFailureMs)
    if (typeof read === 'object') await rest(reading, read.pauseMs)
    if (read === 'refused') {
      if (!isRefused) app.log.warn({ job: 'bot' }, refused)
      await rest(reading, terms.afterRefusalMs)
    }
    if (read !== 'failed') isRefused = read === 'refused'
  }
  return 'over'
}

const refused =
  'The homeserver no longer takes the session of the bot: run latchkey bot set-up. Until then the bot reads and answers nothing'

async function isOver({ app, bot, signal }: Reading): Promise<boolean> {
  return signal.aborted || !hasRoom(app.config) || (await app.bot()) !== bot
}

interface Found {
  rooms: Rooms
  at: number
  /** The addresses by which they were found: a reload may name others. */
  names: string
}

/** Finds the rooms again once in a while, and forgets what is over. Undefined: no answer. */
async function lookFor({ app, bot, terms }: Reading, before: Found | undefined) {
  const { room, moderatorsRoom } = app.config.bot
  const names = `${room} ${moderatorsRoom}`
  const now = performance.now()
  if (before?.names === names && now < before.at + terms.tidyMs) return before
  await purgeInbox(app.db, app.clock() - keptMs)
  await forgetPosts(app)
  const rooms = await findRooms(app, bot)
  return rooms && { rooms, at: performance.now(), names }
}

/** `refused`: the session of the bot was ended. */
async function readIn(
  { app, bot, terms, signal }: Reading,
  rooms: Rooms | undefined,
): Promise<Read | 'refused'> {
  const read = rooms ? await readOnce(app, bot, { ...terms, rooms, signal }) : 'failed'
  if (read !== 'failed') return read
  const me = await bot.whoami()
  return me.kind === 'refused' && me.status === 401 ? 'refused' : read
}

async function rest(reading: Reading, ms: number): Promise<void> {
  const { signal } = reading
  const end = performance.now() + ms
  while (!(await isOver(reading))) {
    const leftMs = end - performance.now()
    if (leftMs <= 0) return
    await pause(Math.min(leftMs, lookMs), undefined, { signal }).catch(() => {})
  }
}
