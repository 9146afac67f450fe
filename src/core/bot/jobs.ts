import type { Config } from '../../model/config.ts'
import type { NewEvent } from '../../store/events.ts'
import type { NewJob } from '../jobs/enqueue.ts'

export interface BotRooms {
  bot: Pick<Config['bot'], 'room' | 'moderatorsRoom'>
}

/** Whether the bot has a room: otherwise it reads nothing, and nobody could tell it to be quiet. */
export function hasRoom({ bot }: BotRooms): boolean {
  return bot.room !== null || bot.moderatorsRoom !== null
}

/** Somebody came in: whoever invited them is told. */
export function arrivalJobs({ subject }: NewEvent, config: BotRooms): NewJob[] {
  if (subject === null || !hasRoom(config)) return []
  return [{ kind: 'bot-arrival', key: subject, payload: { arrived: subject } }]
}

/** An account ends soon: its person and whoever invited them are told. */
export function endJobs({ id, subject }: NewEvent & { id: string }, config: BotRooms): NewJob[] {
  if (subject === null || !hasRoom(config)) return []
  return ['guest', 'inviter'].map((whom) => ({
    kind: whom === 'guest' ? 'bot-ends' : 'bot-guest-ends',
    key: `${id}:${whom}`,
    payload: { account: subject, event: id },
  }))
}

/** The moderators' room is to show a request as it is now. */
export function requestJobs(
  { id, subject }: NewEvent & { id: string },
  { bot }: BotRooms,
): NewJob[] {
  if (subject === null || bot.moderatorsRoom === null) return []
  return [{ kind: 'bot-request', key: `${subject}:${id}`, payload: { request: subject } }]
}
