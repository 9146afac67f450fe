import { setTimeout as pause } from 'node:timers/promises'
import type { App } from '../../core/context.ts'
import type { Bot } from '../../ports/bot.ts'
import { purgeInbox } from '../../store/bot-sync.ts'
import { forgetPosts } from './post.ts'
import { readOnce } from './read-once.ts'
import { findRooms, type Rooms } from './rooms.ts'
import type { ReadingTerms } from './start.ts'

/** How long an answered event is known, so that a repeated one has no second answer, in ms. */
const keptMs = 24 * 3_600_000

/** Reads until the signal aborts, another process reads, or the bot is another one. */
export async function readRooms(
  app: App,
  bot: Bot,
  terms: ReadingTerms,
  signal: AbortSignal,
): Promise<void> {
  let found: { rooms: Rooms; at: number } | undefined
  while (!signal.aborted && (await app.bot()) === bot) {
    if (!found || performance.now() >= found.at + terms.tidyMs) {
      await purgeInbox(app.db, app.clock() - keptMs)
      await forgetPosts(app)
      const rooms = await findRooms(app, bot)
      found = rooms && { rooms, at: performance.now() }
    }
    const { rooms } = found ?? {}
    const read = rooms ? await readOnce(app, bot, { ...terms, rooms, signal }) : 'failed'
    if (read === 'elsewhere') return
    if (read === 'invited') found = undefined
    if (read === 'failed') await rest(terms.afterFailureMs, signal)
    if (typeof read === 'object') await rest(read.pauseMs, signal)
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => {})
}
