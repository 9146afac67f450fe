import type { Config, Rate } from '../../model/config.ts'
import type { Context } from '../../core/context.ts'
import { Problem } from '../../shared/errors.ts'
import type { Log } from '../../shared/log.ts'
import { findSpent, returnPoint, takePoints } from '../../store/limits.ts'
import { sqliteFile } from '../../shared/database-url.ts'

/**
 * A rate limit per network (see `networkOf`). All functions throw `too_many_requests` if the network has
 * no point left.
 */
export interface Limit {
  /** Only reads: a concurrent request may still take the last point. */
  check: (network: string) => Promise<void>
  /** Spends one point: before the work, or before answering a wrong guess. */
  spend: (network: string) => Promise<void>
  /** For a correct guess: costs nothing, but is serialized with those that spend. */
  pass: (network: string) => Promise<void>
  /** Gives a point back that was spent in advance on what turned out to be right. */
  giveBack: (network: string) => Promise<void>
}

type App = Pick<Context, 'config' | 'db' | 'clock' | 'workers'> & { log: Log }

/** A limit of the configuration. */
export function limitOf(app: App, name: keyof Config['limits']): Limit {
  return createLimit(app, name, () => app.config.limits[name])
}

/** A named limit. Workers, and portals on the same PostgreSQL, share it. */
export function createLimit(app: App, name: string, rate: () => Rate): Limit {
  const isShared = app.workers > 1 || sqliteFile(app.config.database.url) === null
  const store = isShared ? sharedStore(app, name, rate) : ownStore(app.clock, rate)
  const refuse = (found: Spent | undefined) => {
    const left = (found?.ends_at ?? 0) - app.clock()
    return new Problem('too_many_requests', { retryAfter: Math.max(1, Math.ceil(left / 1000)) })
  }
  const check = async (network: string) => {
    const found = await store.find(network)
    if (found && found.spent >= rate().points) throw refuse(found)
  }
  const take = async (network: string, cost: 0 | 1) => {
    // Check first, so that a flood that is refused anyway only reads and takes no lock.
    await check(network)
    const spent = await store.take(network, cost)
    if (spent === undefined) throw refuse(await store.find(network))
    if (cost === 0 || spent < rate().points) return
    const said = 'A network has reached a rate limit'
    app.log.warn({ limit: name, network }, said)
  }
  return {
    check,
    spend: (network) => take(network, 1),
    pass: (network) => take(network, 0),
    giveBack: async (network) => store.giveBack(network),
  }
}

/** Whether a point was left to spend, for what is done without one in another way, and never refused. */
export async function takesPoint(limit: Limit, network: string): Promise<boolean> {
  try {
    await limit.spend(network)
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'too_many_requests') return false
    throw error
  }
}

interface Spent {
  spent: number
  ends_at: number
}

/** Where points are counted. */
interface Store {
  find: (network: string) => Spent | undefined | Promise<Spent | undefined>
  /** The points spent so far; undefined if none was left. */
  take: (network: string, cost: 0 | 1) => number | undefined | Promise<number | undefined>
  /** Only within the window. */
  giveBack: (network: string) => void | Promise<void>
}

/** Maximum number of networks in memory; the oldest are dropped first. */
const mostNetworks = 50_000

/** For one process: check and spend are atomic because they are synchronous. */
function ownStore(clock: () => number, rate: () => Rate): Store {
  const kept = new Map<string, Spent>()
  const find = (network: string) => {
    const found = kept.get(network)
    const left = (found?.ends_at ?? 0) - clock()
    // A longer remaining time means that the clock was set back.
    if (left > 0 && left <= rate().per) return found
    kept.delete(network)
    return undefined
  }
  return {
    find,
    take(network, cost) {
      const found = find(network)
      if (found) return found.spent < rate().points ? (found.spent += cost) : undefined
      if (cost === 0) return 0
      for (const first of kept.size >= mostNetworks ? kept.keys().take(1) : []) kept.delete(first)
      kept.set(network, { spent: 1, ends_at: clock() + rate().per })
      return 1
    },
    giveBack(network) {
      const found = find(network)
      if (found && found.spent > 0) found.spent--
    },
  }
}

function sharedStore({ db, clock }: App, name: string, rate: () => Rate): Store {
  const keyOf = (network: string) => `${name} ${network}`
  return {
    find: (network) => findSpent(db, keyOf(network), { now: clock(), per: rate().per }),
    take: (network, cost) => takePoints(db, keyOf(network), { cost, now: clock(), ...rate() }),
    giveBack: (network) => returnPoint(db, keyOf(network), { now: clock(), per: rate().per }),
  }
}
