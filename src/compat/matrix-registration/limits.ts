import type { Rate } from '../../config/config.ts'
import { createLimit, type Limit } from '../../http/limits.ts'

/** A timer that is set for longer than this goes off at once. */
const longest = 24 * 24 * 3600 * 1000

/** One limit of several rates: each of them counts. */
export function createLimits(rates: readonly Rate[]): Limit {
  const limits = rates.map(({ points, per }) =>
    createLimit({ points, per: Math.min(per, longest) }),
  )
  return {
    check: async (network) => {
      for (const limit of limits) await limit.check(network)
    },
    spend: async (network) => {
      for (const limit of limits) await limit.spend(network)
    },
  }
}
