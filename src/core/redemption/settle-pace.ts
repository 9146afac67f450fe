import type { Redemption } from '../../store/redemptions.ts'

/** So many redemptions are asked after in one run of settling. */
export const mostPerRun = 50

/** The first few looks come with every run, as most are decided by them. */
const promptLooks = 3
const firstBackOffMs = 10_000
const longestBackOffMs = 60_000

/** Which of the redemptions that are due the homeserver is asked about now. */
export interface SettlePace {
  /** At most `mostPerRun`, those that have waited the longest first. */
  choose: (due: readonly Redemption[]) => Redemption[]
  /** All but these are over. */
  keep: (ids: ReadonlySet<string>) => void
}

/** `elapsed`: milliseconds of a clock that nobody sets. */
export function createSettlePace(elapsed: () => number): SettlePace {
  const seen = new Map<string, { looks: number; nextAt: number }>()
  const nextAt = ({ id }: Redemption) => seen.get(id)?.nextAt ?? 0
  return {
    choose(due) {
      const now = elapsed()
      const chosen = due
        .filter((one) => nextAt(one) <= now)
        .toSorted((one, other) => nextAt(one) - nextAt(other))
        .slice(0, mostPerRun)
      for (const { id } of chosen) {
        const looks = (seen.get(id)?.looks ?? 0) + 1
        seen.set(id, { looks, nextAt: now + backOffMs(looks) })
      }
      return chosen
    },
    keep(ids) {
      for (const id of seen.keys()) if (!ids.has(id)) seen.delete(id)
    },
  }
}

function backOffMs(looks: number): number {
  if (looks < promptLooks) return 0
  return Math.min(longestBackOffMs, firstBackOffMs * 2 ** (looks - promptLooks))
}
