import type { Redemption } from '../../store/redemptions.ts'

/** Maximum number of redemptions that one run of settling asks the homeserver about. */
export const mostPerRun = 50

/** The first look-ups of a redemption are made without back-off, as they decide most cases. */
const promptLooks = 3
const firstBackOffMs = 10_000
const longestBackOffMs = 60_000

/** Chooses which due redemptions the homeserver is asked about now, with back-off per redemption. */
export interface SettlePace {
  /** At most `mostPerRun`, the longest-waiting first. */
  choose: (due: readonly Redemption[]) => Redemption[]
  /** Forgets all redemptions but these. */
  keep: (ids: ReadonlySet<string>) => void
}

/** `elapsed`: monotonic clock, in ms. */
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
