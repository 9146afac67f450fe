import type { Homeserver, NameAvailability } from '../../ports/homeserver.ts'
import type { BusinessEvent } from '../../model/events.ts'

/*
 * Name checks and suggestions are optional. They share the homeserver's rate limit with sign-ups, so they
 * get a small part of it, and none for a while after a 429.
 */

/** A fifth of the burst that Synapse's default allows one address (rc_profile: 500). */
const budget = { most: 100, perMs: 10 * 60_000 }

/** How long look-ups stop after any 429 of the homeserver. */
const quietMs = 60_000

export interface LookUps {
  /** The availability of each name; null if not all of them can be looked up now. */
  check: (
    homeserver: Pick<Homeserver, 'check'>,
    names: readonly string[],
    visitor: string | null,
  ) => Promise<NameAvailability[] | null>
  /** Receives every call to the homeserver. */
  notice: (event: BusinessEvent) => void
}

/** `elapsed`: monotonic clock, in ms. */
export function createLookUps(elapsed: () => number): LookUps {
  /** Times of the recent look-ups, oldest first. */
  let made: number[] = []
  let quietUntil = -Infinity
  return {
    check: async (homeserver, names, visitor) => {
      const now = elapsed()
      made = made.filter((at) => at > now - budget.perMs)
      if (now < quietUntil || made.length + names.length > budget.most) return null
      made.push(...names.map(() => now))
      const known: NameAvailability[] = []
      // One by one: of two at once from one address Synapse's register/available answers one 429.
      for (const name of names) {
        known.push(await homeserver.check(name, visitor))
        if (elapsed() < quietUntil) return null
      }
      return known
    },
    notice: (event) => {
      if (event.kind === 'homeserver_call' && event.outcome === '429') {
        quietUntil = elapsed() + quietMs
      }
    },
  }
}
