import type { Redemption } from '../../store/redemptions.ts'

/**
 * Monotonic age of each open redemption as observed by this process. It decides when a late creation is
 * no longer possible, never timestamps in the database, because wall clocks jump and differ between
 * machines.
 */
export interface Watch {
  /** In ms since the first call; restarts when the hold is renewed or a request is recorded. */
  age: (redemption: Pick<Redemption, 'id' | 'asked_at' | 'held_at'>) => number
  /** Forgets all redemptions but these. */
  keep: (ids: ReadonlySet<string>) => void
}

/** `elapsed`: monotonic clock, in ms. */
export function createWatch(elapsed: () => number): Watch {
  const seen = new Map<string, { as: string; since: number }>()
  return {
    age({ id, asked_at: askedAt, held_at: heldAt }) {
      const as = `${heldAt} ${askedAt}`
      const known = seen.get(id)
      if (known?.as === as) return elapsed() - known.since
      seen.set(id, { as, since: elapsed() })
      return 0
    },
    keep(ids) {
      for (const id of seen.keys()) {
        if (!ids.has(id)) seen.delete(id)
      }
    },
  }
}
