import type { App } from '../../core/context.ts'
import type { Bot, BotAnswer } from '../../ports/bot.ts'
import type { Place } from '../../store/bot-rows.ts'

/** The ids of the two configured rooms; null: none, or the homeserver doesn't know it. */
export interface Rooms {
  command: string | null
  moderators: string | null
}

/** Finds the rooms and joins them where the bot may; undefined: the homeserver didn't answer. */
export async function findRooms(
  { config }: Pick<App, 'config'>,
  bot: Bot,
): Promise<Rooms | undefined> {
  const { room, moderatorsRoom } = config.bot
  const command = await findRoom(bot, room)
  const moderators = await findRoom(bot, moderatorsRoom)
  return command === undefined || moderators === undefined ? undefined : { command, moderators }
}

async function findRoom(bot: Bot, address: string | null): Promise<string | null | undefined> {
  if (address === null) return null
  const found = await bot.resolve(address)
  if (found.kind !== 'done') return isRefused(found) ? null : undefined
  const id = found.value
  const me = await bot.state(id, 'm.room.member', bot.userId)
  if (me.kind === 'done' && me.value['membership'] === 'join') return id
  if (me.kind !== 'done' && !isRefused(me)) return undefined
  // The doctor says it if the bot may not.
  await bot.join(address)
  return id
}

/** By the homeserver: an ended session and a proxy's 502 say nothing about a room. */
function isRefused(answer: BotAnswer<unknown>): boolean {
  return answer.kind === 'refused' && answer.status !== 401 && answer.status < 500
}

export function placeOf({ command, moderators }: Rooms, room: string): Place {
  if (room === command) return 'command'
  return room === moderators ? 'moderators' : 'direct'
}
