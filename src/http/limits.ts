import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Config, Rate } from '../config/config.ts'
import type { Context } from '../core/context.ts'
import { Problem } from '../core/errors.ts'
import { findSpent, spendPoint } from '../store/limits.ts'

/** What each network (see `networkOf`) may do wrong in a while. */
export interface Limit {
  /** Throws `too_many_requests` once a network has no point left. */
  check: (network: string) => Promise<void>
  /** Something went wrong: one point less. */
  spend: (network: string) => Promise<void>
}

type App = Pick<Context, 'config' | 'db' | 'clock' | 'workers'>

/** A limit of the configuration. Portals on one PostgreSQL, and workers, have it in common. */
export function limitOf(app: App, name: keyof Config['limits']): Limit {
  const rate = app.config.limits[name]
  const isShared = app.workers > 1 || !app.config.database.url.startsWith('sqlite:')
  return isShared ? createShared(app, name, rate) : createLimit(rate)
}

/** A limit in this process's memory. */
export function createLimit({ points, per }: Rate): Limit {
  const limiter = new RateLimiterMemory({ points, duration: Math.ceil(per / 1000) })
  return {
    async check(network) {
      const spent = await limiter.get(network)
      if (spent && spent.consumedPoints >= points) throw tooMany(spent.msBeforeNext)
    },
    async spend(network) {
      await limiter.penalty(network)
    },
  }
}

function createShared({ db, clock }: App, name: string, { points, per }: Rate): Limit {
  return {
    async check(network) {
      const now = clock()
      const found = await findSpent(db, `${name} ${network}`, { now, per })
      if (found && found.spent >= points) throw tooMany(found.ends_at - now)
    },
    spend: (network) => spendPoint(db, `${name} ${network}`, { now: clock(), per }),
  }
}

function tooMany(ms: number): Problem {
  return new Problem('too_many_requests', { retryAfter: Math.ceil(ms / 1000) })
}
