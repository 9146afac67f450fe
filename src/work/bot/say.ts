import type { Bot, BotAnswer, Json } from '../../ports/bot.ts'
import { hashOf } from '../../shared/hash.ts'
import type { BotInboxRow } from '../../store/bot-rows.ts'
import { qrPng } from './qr-png.ts'

/** The transaction id of a part of an answer. Made of the event, so every process uses the same one. */
export function txnOf({ event }: Pick<BotInboxRow, 'event'>, part: string): string {
  return `lk-${hashOf(event).slice(0, 40)}-${part}`
}

/** A text that mentions nobody, whatever names it holds. */
export function textContent(body: string, type: 'm.text' | 'm.notice'): Json {
  return { msgtype: type, body, 'm.mentions': {} }
}

/** Answers an event in its room. A notice, as other bots don't answer it and clients stay silent. */
export function reply(bot: Bot, entry: BotInboxRow, body: string): Promise<BotAnswer<string>> {
  const to = entry.kind === 'command' ? entry.event : entry.about
  const content = {
    ...textContent(body, 'm.notice'),
    ...(to !== null && { 'm.relates_to': { 'm.in_reply_to': { event_id: to } } }),
  }
  return bot.send(entry.room, { type: 'm.room.message', content, txn: txnOf(entry, 'text') })
}

/** Posts the QR code of a link. */
export async function showQr(
  bot: Bot,
  entry: BotInboxRow,
  { link, title }: { link: string; title: string },
): Promise<BotAnswer<string>> {
  const { bytes, size } = qrPng(link)
  const mimetype = 'image/png'
  const stored = await bot.upload({ type: mimetype, bytes })
  if (stored.kind !== 'done') return stored
  const info = { mimetype, w: size, h: size, size: bytes.length }
  const content = {
    msgtype: 'm.image',
    body: `${title}.png`,
    url: stored.value,
    info,
    'm.mentions': {},
  }
  return bot.send(entry.room, { type: 'm.room.message', content, txn: txnOf(entry, 'picture') })
}
