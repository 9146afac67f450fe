import type { Homeserver, NameAvailability } from '../../ports/homeserver.ts'
import type { BusinessEvent } from '../../model/events.ts'

/*
 * Name checks and suggestions are a courtesy. They ask the homeserver with the same rate limit as
 * sign-ups do, so they get a small part of it, and none while the homeserver wants to be left alone.
 */

/** A fifth of what Synapse's default allows one address at once (rc_profile: 500). */
const budget = { most: 100, perMs: 10 * 60_000 }

/** For so long nothing is looked up after any 429 of the homeserver. */
const quietMs = 60_000

export interface LookUps {
  /** What the homeserver says of each name; null where they can't all be looked up now. */
  check: (
    homeserver: Pick<Homeserver, 'check'>,
    names: readonly string[],
    visitor: string | null,
  ) => Promise<NameAvailability[] | null>
  /** Is told of every call to the homeserver. */
  notice: (event: BusinessEvent) => void
}

/** `elapsed`: milliseconds of a clock that nobody sets. */
export function createLookUps(elapsed: () => number): LookUps {
  /** When each of the last look-ups was made, the oldest first. */
  let made: number[] = []
  let quietUntil = -Infinity
  return {
    check: async (homeserver, names, visitor) => {
      const now = elapsed()
      made = made.filter((at) => at > now - budget.perMs)
      if (now < quietUntil || made.length + names.length > budget.most) return null
      made.push(...names.map(() => now))
      const known = await Promise.all(names.map((name) => homeserver.check(name, visitor)))
      return elapsed() < quietUntil ? null : known
    },
    notice: (event) => {
      if (event.kind === 'homeserver_call' && event.outcome === '429') {
        quietUntil = elapsed() + quietMs
      }
    },
  }
}
