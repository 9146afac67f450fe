import type { Journal } from '../../ports/account-creation.ts'
import {
  keepAccountRef,
  markAsked,
  markPasswordAsked,
  markPasswordRefused,
  type Redemption,
} from '../../store/redemptions.ts'
import type { Context } from '../context.ts'

/** What was known about the name before the request. */
export interface NameFacts {
  free: boolean | null
  freeSince: number | null
}

/**
 * Records each request in the redemption's row before it is sent, and restarts its watch. `redemption`
 * mirrors only what is written here. So this attempt can tell whether another request of the same person
 * has continued the row (`releaseRedemption`).
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
