import { listSteps } from '../../store/introductions.ts'
import type { Context } from '../context.ts'
import { profileOfAccount } from '../profiles/effective.ts'
import { roomStep } from '../redemption/introduction.ts'

export interface RoomState {
  room: string
  /** `coming`: a job is to join it. `open`: no job does it any more, so the person has to. Null: it is not known. */
  state: 'joined' | 'coming' | 'open' | null
}

const words = { done: 'joined', waiting: 'coming', left: 'open' } as const

/** The rooms of an account's profile, and whether it is in them. */
export async function roomStates(
  app: Pick<Context, 'config' | 'db'>,
  account: string,
): Promise<RoomState[]> {
  const { rooms } = await profileOfAccount(app, app.db, account)
  if (rooms.length === 0) return []
  const steps = await listSteps(app.db, [account])
  return rooms.map((room) => {
    const step = steps.find((one) => one.step === roomStep(room))
    return { room, state: step ? words[step.state] : null }
  })
}
