import { directRoomWith } from '../../core/bot/direct-room.ts'
import type { App } from '../../core/context.ts'
import type { Bot, BotFailure } from '../../ports/bot.ts'
import type { BotInboxRow } from '../../store/bot-rows.ts'
import { reply, textContent, txnOf } from './say.ts'
import { wordsFor } from './words.ts'

/**
 * Answers an invitation to a room. People of the own server may write to the bot; where their room is
 * encrypted, it says there that it can't read, opens a room where it can, and leaves.
 */
export async function answerInvitation(
  app: App,
  bot: Bot,
  entry: BotInboxRow,
): Promise<BotFailure | null> {
  const sender = String(entry.sender)
  const isOurs = sender.endsWith(`:${app.serverName()}`)
  if (!isOurs && entry.place === 'direct') return unlessRefused(await bot.leave(entry.room))
  const joined = await bot.join(entry.room)
  // It was taken back.
  if (joined.kind !== 'done') return unlessRefused(joined)
  if (entry.place !== 'direct') return null
  const words = await wordsFor(app, sender)
  if (entry.body !== 'encrypted') {
    return unlessRefused(await reply(bot, entry, words.t('bot.helpDirect')))
  }
  const said = await reply(bot, entry, words.t('bot.unreadable'))
  if (said.kind !== 'done') return unlessRefused(said)
  const direct = await directRoomWith(app, bot, sender)
  if (direct.kind !== 'room' && direct.kind !== 'left') return unlessRefused(direct)
  if (direct.kind === 'room') {
    const content = textContent(words.t('bot.helpDirect'), 'm.notice')
    const message = { type: 'm.room.message', content, txn: txnOf(entry, 'help') }
    const sent = await bot.send(direct.room, message)
    if (sent.kind !== 'done') return unlessRefused(sent)
  }
  return unlessRefused(await bot.leave(entry.room))
}

/** A refusal would be the same the next time. */
function unlessRefused(answered: { kind: 'done' } | BotFailure): BotFailure | null {
  return answered.kind === 'done' || answered.kind === 'refused' ? null : answered
}
