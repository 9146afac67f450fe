import type { Bot, BotFailure } from '../../ports/bot.ts'

/** Why the bot answers no command in a room: anybody could read links there, or the bot can't read. */
export type RoomFault = 'exposed' | 'encrypted'

export async function faultOfRoom(bot: Bot, room: string): Promise<RoomFault | null | BotFailure> {
  const encryption = await bot.state(room, 'm.room.encryption')
  if (encryption.kind === 'done') return 'encrypted'
  if (!isMissing(encryption)) return encryption
  const rules = await bot.state(room, 'm.room.join_rules')
  if (rules.kind === 'done') return rules.value['join_rule'] === 'public' ? 'exposed' : null
  // Without rules a room is for invited people only.
  return isMissing(rules) ? null : rules
}

/** Certain only by a 404: after any other answer the question is asked again. */
function isMissing(failure: BotFailure): boolean {
  return failure.kind === 'refused' && failure.status === 404
}
