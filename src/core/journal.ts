import type { Journal } from '../homeserver/homeserver.ts'
import {
  keepAccountRef,
  markAsked,
  markPasswordAsked,
  markPasswordRefused,
  type Redemption,
} from '../store/redemptions.ts'
import type { Context } from './context.ts'

/** What was known of the name before it was asked for. */
export interface NameFacts {
  free: boolean | null
  freeSince: number | null
}

/** Writes into a redemption's row, and starts its watch again, before anything is asked for. */
export function journalOf(
  app: Pick<Context, 'db' | 'clock' | 'watch' | 'homeserver'>,
  { id, held_at }: Redemption,
  { free, freeSince }: NameFacts,
): Journal {
  const watched = (at: number, marked: boolean) => {
    if (marked) app.watch.age({ id, held_at, asked_at: at })
    return marked
  }
  return {
    asking: async (lateMs) => {
      const [at, of] = [app.clock(), app.homeserver.kind]
      return watched(at, await markAsked(app.db, id, { at, of, free, freeSince, lateMs }))
    },
    keep: (ref) => keepAccountRef(app.db, id, ref),
    settingPassword: async () => {
      const at = app.clock()
      return watched(at, await markPasswordAsked(app.db, id, at))
    },
    passwordRefused: () => markPasswordRefused(app.db, id),
  }
}
