import { standingIn, toWrite } from '../core/bot/power.ts'
import type { Config } from '../model/config.ts'
import type { Bot } from '../ports/bot.ts'
import { fine, type Finding, warning } from '../shared/finding.ts'
import { describeLack, toAnswer } from './bot-lack.ts'

/** A running portal notes at least every minute that the bot reads. In ms. */
const silentMs = 10 * 60_000

interface Known {
  /** Milliseconds since 1970. */
  now: number
  directRoom: string | null
  readAt: number | null
}

/** Whether the bot reads, and may answer in its rooms. Only looks. */
export async function examineBotRooms(
  bot: Bot,
  { bot: { room, moderatorsRoom } }: Pick<Config, 'bot'>,
  { directRoom, readAt, now }: Known,
): Promise<Finding[]> {
  const rooms = [room, moderatorsRoom].filter((one) => one !== null)
  const standings = await Promise.all(rooms.map((one) => standingIn(bot, one, toWrite)))
  const lacking = standings.flatMap((standing, at) =>
    describeLack(toAnswer, bot.userId, rooms[at] ?? '', standing),
  )
  const [command] = room === null ? [] : standings
  const found = [
    ...lacking,
    ...(command?.kind === 'able' ? await closedness(bot, room ?? '', command.room) : []),
    ...(directRoom !== null && (await isEncrypted(bot, directRoom)) ? [forced] : []),
    ...(readAt !== null && now - readAt > silentMs ? [silent] : []),
  ]
  return found.length > 0 ? found : [fine('bot_rooms', `The bot answers in ${rooms.join(', ')}.`)]
}

async function closedness(bot: Bot, name: string, room: string): Promise<Finding[]> {
  const rules = await bot.state(room, 'm.room.join_rules')
  const isPublic = rules.kind === 'done' && rules.value['join_rule'] === 'public'
  const encrypted = `${name} is encrypted, so the bot can read no command there.`
  const open = `${name} is public, so anybody could take the links: the bot gives none there.`
  return [
    ...((await isEncrypted(bot, room)) ? [warning('bot_rooms', encrypted, anotherRoom)] : []),
    ...(isPublic ? [warning('bot_rooms', open, 'Make the room private.')] : []),
  ]
}

async function isEncrypted(bot: Bot, room: string): Promise<boolean> {
  return (await bot.state(room, 'm.room.encryption')).kind === 'done'
}

const anotherRoom =
  'Encryption can’t be switched off: make a private room without it, and name that one in bot.room.'

const forced = warning(
  'bot_rooms',
  'The homeserver encrypts the rooms that the bot opens: it can’t read there.',
  'Synapse: encryption_enabled_by_default_for_room_type: off.',
)

const silent = warning(
  'bot_rooms',
  'The bot has read nothing for more than 10 minutes.',
  'Is the portal running? If so, its log shows the cause.',
)
