import type { App } from '../../app.ts'
import type { Rate } from '../../config/config.ts'
import { createLimit, type Limit } from '../../http/limits.ts'

/** One limit of several rates: each of them counts. */
export function createLimits(app: App, rates: readonly Rate[]): Limit {
  const limits = rates.map((rate, at) => createLimit(app, `register ${at}`, rate))
  return {
    check: async (network) => {
      for (const limit of limits) await limit.check(network)
    },
    spend: async (network) => {
      for (const limit of limits) await limit.spend(network)
    },
  }
}
