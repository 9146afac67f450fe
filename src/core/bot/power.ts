import type { Bot, BotAnswer, Json } from '../../ports/bot.ts'

/* What the bot may do in a room (specification, `m.room.power_levels`). */

export type Standing =
  /** In the room, and with the power that was asked for. `room`: its id. */
  | { kind: 'able'; room: string }
  | { kind: 'lacks_power'; has: number; needs: number }
  | { kind: 'not_in_room' }
  | { kind: 'no_room' }
  /** The homeserver no longer takes the token of the bot. */
  | { kind: 'token_refused' }
  | { kind: 'unknown'; cause: string }

/** The power that something needs, by the content of `m.room.power_levels`. */
type Needed = (levels: Json) => number

/** Looks only. `room`: an alias or an id. */
export async function standingIn(
  bot: Bot,
  room: string,
  needed: Needed = toInvite,
): Promise<Standing> {
  const found = await bot.resolve(room)
  if (found.kind !== 'done') return unresolved(found)
  const id = found.value
  const me = await bot.state(id, 'm.room.member', bot.userId)
  if (me.kind !== 'done') return unreadable(me)
  if (me.value['membership'] !== 'join') return { kind: 'not_in_room' }
  const [levels, creation] = await Promise.all([
    bot.state(id, 'm.room.power_levels'),
    bot.stateEvent(id, 'm.room.create'),
  ])
  if (levels.kind !== 'done' && !isMissing(levels)) return unreadable(levels)
  if (creation.kind === 'done' && isCreator(creation.value, bot.userId))
    return { kind: 'able', room: id }
  const { has, needs } = powerOf(levels.kind === 'done' ? levels.value : {}, bot.userId, needed)
  return has >= needs ? { kind: 'able', room: id } : { kind: 'lacks_power', has, needs }
}

/** To invite people, and to take invitations back, which is a kick. */
function toInvite({ invite, kick }: Json): number {
  return Math.max(numberIn(invite, 0), numberIn(kick, 50))
}

/** To send messages. */
export function toWrite({ events, events_default: usual }: Json): number {
  return numberIn(({ ...Object(events) } as Json)['m.room.message'], numberIn(usual, 0))
}

function powerOf(levels: Json, userId: string, needed: Needed): { has: number; needs: number } {
  const { users, users_default: usual } = levels
  const own = ({ ...Object(users) } as Json)[userId]
  return { has: numberIn(own, numberIn(usual, 0)), needs: needed(levels) }
}

/** Old rooms may have levels as text. */
function numberIn(level: unknown, unset: number): number {
  const number = Number(level ?? unset)
  return Number.isNaN(number) ? unset : number
}

/** From room version 12 on, creators have more power than any level. */
function isCreator(event: Json, userId: string): boolean {
  const content = { ...Object(event['content'] ?? event) } as Json
  const { additional_creators: more, room_version: version } = content
  if (!(Number(version) >= 12)) return false
  return event['sender'] === userId || (Array.isArray(more) && more.includes(userId))
}

function isMissing(answer: BotAnswer<unknown>): boolean {
  return answer.kind === 'refused' && answer.status === 404
}

function unresolved(answer: Exclude<BotAnswer<unknown>, { kind: 'done' }>): Standing {
  return isMissing(answer) ? { kind: 'no_room' } : unreadable(answer)
}

/** Who isn't in a room can't read its state: 403, or 404 for a room that the server doesn't know. */
function unreadable(answer: Exclude<BotAnswer<unknown>, { kind: 'done' }>): Standing {
  if (answer.kind === 'limited') return { kind: 'unknown', cause: 'HTTP 429' }
  if (answer.kind === 'unanswered') return { kind: 'unknown', cause: answer.cause }
  if (answer.status === 401) return { kind: 'token_refused' }
  if (answer.status === 403 || answer.status === 404) return { kind: 'not_in_room' }
  return { kind: 'unknown', cause: answer.cause }
}
