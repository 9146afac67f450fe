import type { Config } from './model/config.ts'
import type { Bot, BotAccount } from './ports/bot.ts'
import type { BotMeans } from './homeserver/bot/open.ts'
import { findBotAccount } from './store/bot.ts'
import type { Database } from './store/schema.ts'

/** How often the account is read again, in ms: `bot set-up` runs in another process. */
const ttlMs = 10_000

interface LazyBot {
  current: () => Promise<Bot | undefined>
  close: () => Promise<void>
}

/** The bot once it is set up, without a restart; opened at the first call. */
export function createLazyBot(
  db: Database,
  config: () => Config,
  means: BotMeans & { elapsed: () => number },
): LazyBot {
  let opened: { account: string; bot: Promise<Bot> } | undefined
  let read: { at: number; account: Promise<BotAccount | undefined> } | undefined
  const account = () => {
    const now = means.elapsed()
    if (read && now < read.at + ttlMs) return read.account
    const mine = { at: now, account: findBotAccount(db) }
    mine.account.catch(() => read === mine && (read = undefined))
    read = mine
    return mine.account
  }
  const close = async () => {
    const before = opened
    opened = undefined
    await (await before?.bot)?.close()
  }
  return {
    current: async () => {
      const found = await account()
      if (found === undefined) return undefined
      const key = JSON.stringify(found)
      if (opened?.account !== key) {
        void close().catch(() => {})
        opened = { account: key, bot: open(config(), found, means) }
      }
      return opened.bot
    },
    close,
  }
}

/** Loaded with the first use: most portals have no bot. */
async function open(config: Config, account: BotAccount, means: BotMeans): Promise<Bot> {
  const { openBot } = await import('./homeserver/bot/open.ts')
  return openBot(config, account, means)
}
