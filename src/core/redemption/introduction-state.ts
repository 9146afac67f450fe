import { listAllProfiles } from '../../store/profiles.ts'
import type { IntroductionRow } from '../../store/introduction-rows.ts'
import { listSteps } from '../../store/introductions.ts'
import type { Database } from '../../store/schema.ts'
import { type Configured, configuredProfile } from '../profiles/effective.ts'
import { roomStep } from './introduction.ts'

/** One step of somebody's introduction, as operators and whoever invited see it. */
export interface IntroductionStep {
  what: 'name' | 'room' | 'direct_room' | 'mail'
  /** Its address; null for the other steps. */
  room: string | null
  /** `left`: only the newcomer can still do it. */
  state: 'done' | 'waiting' | 'left'
  /** What the homeserver said at the last failure; null if nothing failed. */
  cause: string | null
}

/** The steps of these newcomers, by their redemptions. Rooms that no profile has any more are left out. */
export async function introductionsOf(
  app: Configured & { db: Database },
  ids: readonly string[],
): Promise<ReadonlyMap<string, IntroductionStep[]>> {
  const seen = await listSteps(app.db, ids)
  if (seen.length === 0) return new Map()
  const profiles = [configuredProfile(app), ...(await listAllProfiles(app.db))]
  const rooms = profiles.flatMap((profile) => profile.rooms)
  const known = new Map(rooms.map((room) => [roomStep(room), room]))
  const ordered = ['name', ...known.keys(), 'dm', 'mail']
  const steps = seen
    .filter(({ step }) => ordered.includes(step))
    .toSorted((a, b) => ordered.indexOf(a.step) - ordered.indexOf(b.step))
  return new Map(
    ids.map((id) => {
      const own = steps.filter((step) => step.redemption_id === id)
      return [id, own.map((step) => shown(step, known.get(step.step) ?? null))]
    }),
  )
}

const words: Partial<Record<string, IntroductionStep['what']>> = {
  name: 'name',
  dm: 'direct_room',
  mail: 'mail',
}

function shown({ step, state, cause }: IntroductionRow, room: string | null): IntroductionStep {
  return { what: words[step] ?? 'room', room, state, cause }
}
