import type { Redemption } from '../../store/redemptions.ts'

/**
 * For how long this process has seen an open redemption as it is. By this, and by no date in the
 * database, it is told when an account can't come to exist late any more: clocks are set, and those
 * of two machines differ, but a while that one process has measured has passed.
 */
export interface Watch {
  /** In ms, from the first call; again from 0 when the hold was renewed or the homeserver asked. */
  age: (redemption: Pick<Redemption, 'id' | 'asked_at' | 'held_at'>) => number
  /** All but these are over. */
  keep: (ids: ReadonlySet<string>) => void
}

/** `elapsed`: milliseconds of a clock that nobody sets. */
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
