import type { NewEvent } from '../../store/events.ts'
import type { NewJob } from '../jobs/enqueue.ts'

/** Low, because Synapse lets all its users together invite one person five times at once. */
export const mostMoreRooms = 2

/** One job for each room after the space; it does nothing if the profile has fewer rooms. */
export function roomJobs({ subject }: NewEvent): NewJob[] {
  if (subject === null) return []
  return Array.from({ length: mostMoreRooms }, (_, at) => ({
    kind: 'invite-room',
    key: `${subject}:room-${at + 1}`,
    payload: { account: subject, room: at + 1 },
  }))
}
