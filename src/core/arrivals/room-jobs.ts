import type { NewEvent } from '../../store/events.ts'
import type { NewJob } from '../jobs/enqueue.ts'

/** Homeservers let a person be invited five times at once, and other people invite them, too. */
export const mostMoreRooms = 2

/** The rooms after the space, a job each: whether the profile has so many is found out then. */
export function roomJobs({ subject }: NewEvent): NewJob[] {
  if (subject === null) return []
  return Array.from({ length: mostMoreRooms }, (_, at) => ({
    kind: 'invite-room',
    key: `${subject}:room-${at + 1}`,
    payload: { account: subject, room: at + 1 },
  }))
}
