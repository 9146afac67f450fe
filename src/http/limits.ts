import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Rate } from '../config/config.ts'
import { Problem } from '../core/errors.ts'

/** What each network (see `networkOf`) may do wrong in a while. */
export interface Limit {
  /** Throws `too_many_requests` once a network has no point left. */
  check: (network: string) => Promise<void>
  /** Something went wrong: one point less. */
  spend: (network: string) => Promise<void>
}

export function createLimit({ points, per }: Rate): Limit {
  const limiter = new RateLimiterMemory({ points, duration: Math.ceil(per / 1000) })
  return {
    async check(network) {
      const spent = await limiter.get(network)
      if (spent && spent.consumedPoints >= points) {
        throw new Problem('too_many_requests', { retryAfter: Math.ceil(spent.msBeforeNext / 1000) })
      }
    },
    async spend(network) {
      await limiter.penalty(network)
    },
  }
}
