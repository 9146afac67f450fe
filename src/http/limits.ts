import type { Config, Rate } from '../config/config.ts'
import type { Context } from '../core/context.ts'
import { Problem } from '../core/errors.ts'
import type { Log } from '../log.ts'
import { findSpent, spendPoint } from '../store/limits.ts'
import { sqliteFile } from '../store/sqlite-file.ts'

/** What each network (see `networkOf`) may do wrong in a while. */
export interface Limit {
  /** Throws `too_many_requests` once a network has no point left. */
  check: (network: string) => Promise<void>
  /** Something went wrong: one point less. */
  spend: (network: string) => Promise<void>
}

type App = Pick<Context, 'config' | 'db' | 'clock' | 'workers'> & { log: Log }

/** A limit of the configuration. */
export function limitOf(app: App, name: keyof Config['limits']): Limit {
  return createLimit(app, name, app.config.limits[name])
}

/** A limit of its own name. Portals on one PostgreSQL, and workers, have it in common. */
export function createLimit(app: App, name: string, rate: Rate): Limit {
  const isShared = app.workers > 1 || sqliteFile(app.config.database.url) === null
  const store = isShared ? sharedStore(app, name, rate) : ownStore(app.clock, rate)
  return {
    async check(network) {
      const found = await store.find(network)
      if (!found || found.spent < rate.points) return
      const retryAfter = Math.ceil((found.ends_at - app.clock()) / 1000)
      throw new Problem('too_many_requests', { retryAfter })
    },
    async spend(network) {
      if ((await store.spend(network)) !== rate.points) return
      app.log.warn(
        { limit: name, network },
        'A network did too much that was wrong, and has to wait',
      )
    },
  }
}

interface Spent {
  spent: number
  ends_at: number
}

/** Where points are counted. */
interface Store {
  find: (network: string) => Spent | undefined | Promise<Spent | undefined>
  /** The points spent, with this one. */
  spend: (network: string) => number | Promise<number>
}

/** So many networks are remembered; of more, those that came first are forgotten first. */
const mostNetworks = 50_000

function ownStore(clock: () => number, { per }: Rate): Store {
  const kept = new Map<string, Spent>()
  const find = (network: string) => {
    const found = kept.get(network)
    const left = (found?.ends_at ?? 0) - clock()
    // What counts for longer was spent before the clock was set back.
    if (left > 0 && left <= per) return found
    kept.delete(network)
    return undefined
  }
  return {
    find,
    spend(network) {
      const found = find(network)
      if (found) return ++found.spent
      for (const first of kept.size >= mostNetworks ? kept.keys().take(1) : []) kept.delete(first)
      kept.set(network, { spent: 1, ends_at: clock() + per })
      return 1
    },
  }
}

function sharedStore({ db, clock }: App, name: string, { per }: Rate): Store {
  return {
    find: (network) => findSpent(db, `${name} ${network}`, { now: clock(), per }),
    spend: (network) => spendPoint(db, `${name} ${network}`, { now: clock(), per }),
  }
}
