import type { BotAccount, BotWish } from '../ports/bot.ts'
import { recall, replaceValue, sharedSecret } from './secrets.ts'
import type { Database } from './schema.ts'

/* The account of the bot, among the secrets. */

export async function findBotAccount(db: Database): Promise<BotAccount | undefined> {
  const stored = await recall(db, 'bot')
  return stored === undefined ? undefined : (JSON.parse(stored) as BotAccount)
}

export function saveBotAccount(db: Database, account: BotAccount): Promise<void> {
  return replaceValue(db, 'bot', JSON.stringify(account))
}

/** Stores a wish, unless one of this name is stored. Returns the stored one. */
export async function keepBotWish(db: Database, wish: BotWish): Promise<BotWish> {
  const name = `bot:${wish.localpart}`
  return JSON.parse(await sharedSecret(db, name, JSON.stringify(wish))) as BotWish
}

export function replaceBotWish(db: Database, wish: BotWish): Promise<void> {
  return replaceValue(db, `bot:${wish.localpart}`, JSON.stringify(wish))
}
