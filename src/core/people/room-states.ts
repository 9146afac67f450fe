import { listEvents } from '../../store/events.ts'
import { listUndoneOf } from '../../store/jobs-overview.ts'
import type { Context } from '../context.ts'
import { profileOfAccount } from '../profiles/effective.ts'
import { roomStep } from '../redemption/introduce-later.ts'

export interface RoomState {
  room: string
  /**
   * `coming`: a job is to join it. `open`: no job does it any more, so the person has to. Null: it is not known,
   * as where the session of the registration joins rooms.
   */
  state: 'joined' | 'coming' | 'open' | null
}

/** The rooms of an account's profile, and whether it is in them. */
export async function roomStates(
  app: Pick<Context, 'config' | 'db'>,
  account: string,
): Promise<RoomState[]> {
  const { rooms } = await profileOfAccount(app, app.db, account)
  if (rooms.length === 0) return []
  const events = await listEvents(app.db, account)
  const made = events.find(({ kind }) => kind === 'account.made')
  const { introduce = [] } = JSON.parse(made?.data ?? '{}') as { introduce?: string[] }
  const keyOf = (room: string) => `${account}:${roomStep(room)}`
  const undone = await listUndoneOf(app.db, 'introduce', rooms.map(keyOf))
  return rooms.map((room) => {
    const job = undone.find(({ key }) => key === keyOf(room))
    if (job) return { room, state: job.dead_at === null ? 'coming' : 'open' }
    return { room, state: introduce.includes(roomStep(room)) ? 'joined' : null }
  })
}
