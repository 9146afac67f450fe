import type { Config } from '../../model/config.ts'
import type { NewEvent } from '../../store/events.ts'
import type { NewJob } from '../jobs/enqueue.ts'

export interface BotRooms {
  bot: Pick<Config['bot'], 'room' | 'moderatorsRoom'>
}

/** Whether the bot has a room. Without one it reads no `!quiet`, so it sends no notices. */
export function hasRoom({ bot }: BotRooms): boolean {
  return bot.room !== null || bot.moderatorsRoom !== null
}

/** Tells whoever invited somebody that they came in. */
export function arrivalJobs({ subject }: NewEvent, config: BotRooms): NewJob[] {
  if (subject === null || !hasRoom(config)) return []
  return [{ kind: 'bot-arrival', key: subject, payload: { arrived: subject } }]
}

/** Tells a guest, and whoever invited them, that the account ends soon. */
export function endJobs({ id, subject }: NewEvent & { id: string }, config: BotRooms): NewJob[] {
  if (subject === null || !hasRoom(config)) return []
  return ['guest', 'inviter'].map((whom) => ({
    kind: whom === 'guest' ? 'bot-ends' : 'bot-guest-ends',
    key: `${id}:${whom}`,
    payload: { account: subject, event: id },
  }))
}

/** Tells an applicant who gave a Matrix address what was decided. */
export function applicantJobs({ subject }: NewEvent): NewJob[] {
  if (subject === null) return []
  return [{ kind: 'bot-applicant', key: subject, payload: { request: subject } }]
}

/** The moderators' room is to show a request as it is now. */
export function requestJobs(
  { id, subject }: NewEvent & { id: string },
  { bot }: BotRooms,
): NewJob[] {
  if (subject === null || bot.moderatorsRoom === null) return []
  return [{ kind: 'bot-request', key: `${subject}:${id}`, payload: { request: subject } }]
}
