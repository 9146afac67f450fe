import type { Journal } from '../../ports/homeserver.ts'
import {
  keepAccountRef,
  markAsked,
  markPasswordAsked,
  markPasswordRefused,
  type Redemption,
} from '../../store/redemptions.ts'
import type { Context } from '../context.ts'

/** What was known of the name before it was asked for. */
export interface NameFacts {
  free: boolean | null
  freeSince: number | null
}

/**
 * Writes into a redemption's row, and starts its watch again, before anything is asked for. `redemption`
 * follows what is written here, and only that: by it this attempt knows whether another press of the
 * same person has gone on with the row (`releaseRedemption`).
 */
export function journalOf(
  app: Pick<Context, 'db' | 'clock' | 'watch' | 'homeserver'>,
  redemption: Redemption,
  { free, freeSince }: NameFacts,
): Journal {
  const { id } = redemption
  const watched = (at: number, marked: boolean) => {
    if (!marked) return false
    redemption.asked_at = at
    app.watch.age(redemption)
    return true
  }
  return {
    asking: async (lateMs) => {
      const [at, of] = [app.clock(), app.homeserver.kind]
      const marked = await markAsked(app.db, id, { at, of, free, freeSince, lateMs })
      const known_free = free === null ? null : Number(free)
      if (marked) Object.assign(redemption, { known_free, free_since: freeSince, asked_of: of })
      return watched(at, marked)
    },
    keep: async (ref) => {
      await keepAccountRef(app.db, id, ref)
      redemption.account_ref = ref
    },
    settingPassword: async () => {
      const at = app.clock()
      return watched(at, await markPasswordAsked(app.db, id, at))
    },
    passwordRefused: () => markPasswordRefused(app.db, id),
  }
}
