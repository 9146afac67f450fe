import { createTurns } from './turns.ts'

/*
 * The homeserver's 429 is a reason to wait, never an outcome. Whoever meets one gets in line; one at a
 * time is tried again, as soon as the homeserver said, so that a crowd doesn't ask in chorus.
 */

/** What an attempt came to; `limited` where the homeserver answered 429. */
export type Attempted<T> = { limited: false; result: T } | Limited<T>
interface Limited<T> {
  limited: true
  result: T
  /** When to try again, in ms; undefined where the homeserver doesn't say. */
  retryAfterMs: number | undefined
}

export interface RateLimit {
  /**
   * Asks until there is no 429, or the signal aborts: then the last result, undefined if there was none.
   */
  patiently: <T>(waiting: Waiting, ask: Ask<T>) => Promise<T | undefined>
}

export type Ask<T> = () => Promise<Attempted<T>>

interface Waiting {
  /** Whom a limit counts as one. */
  lane: string
  signal: AbortSignal
  /** Each attempt waits for one of so many slots, too. */
  inSlot?: <T>(work: () => Promise<T>) => Promise<T>
}

/** A homeserver that names no time is asked again after 1 s, then 2 s, up to 30 s. */
const backOff = { firstMs: 1_000, mostMs: 30_000 }

/** Limits may be each network's own: others wait no longer than this for one that has to wait. */
const longestForAllMs = 10_000

/** What the homeserver says is believed between these. */
const believedMs = { least: 50, most: 3_600_000 }

/** One line for calls that share a limit. */
export function createRateLimit(): RateLimit {
  const turns = createTurns(1)
  /** How often whoever was first in line was refused since the last success. */
  let refusals = 0
  const pause = (lane: string, { retryAfterMs }: Limited<unknown>) => {
    const unsaidMs = Math.min(backOff.firstMs * 2 ** refusals, backOff.mostMs)
    const saidMs = retryAfterMs ?? unsaidMs
    const laneMs = Math.min(Math.max(saidMs, believedMs.least), believedMs.most)
    turns.pause(lane, { laneMs, allMs: Math.min(laneMs, longestForAllMs) })
  }
  return {
    patiently: async ({ lane, signal, inSlot = atOnce }, ask) => {
      // The pause begins before anybody else gets the slot or the turn.
      const attempt = (mayGo: () => boolean) =>
        inSlot(async () => {
          if (!mayGo()) return undefined
          const attempted = await ask()
          if (!attempted.limited) refusals = 0
          else if (mayGo === always) refusals++
          if (attempted.limited) pause(lane, attempted)
          return attempted
        })
      const inTurn = () => attempt(always)
      // Others may have met the limit while this one waited for a slot.
      let attempted = turns.isIdle() ? await attempt(turns.isIdle) : undefined
      while (attempted === undefined || attempted.limited) {
        // Whoever was tried keeps their place at the head of the lane.
        const first = attempted !== undefined
        const next = await unlessAborted(turns.run(lane, inTurn, { signal, first }), signal)
        if (next === undefined) return attempted?.result
        attempted = next
      }
      return attempted.result
    },
  }
}

/** One line for each name. */
export function createRateLimits(): (name: string) => RateLimit {
  const limits = new Map<string, RateLimit>()
  return (name) => {
    const limit = limits.get(name) ?? createRateLimit()
    limits.set(name, limit)
    return limit
  }
}

const always = () => true
const atOnce = <T>(work: () => Promise<T>) => work()

/** What it comes to; undefined where waiting for it was given up. */
export async function unlessAborted<T>(
  waiting: Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  try {
    return await waiting
  } catch (error) {
    if (signal.aborted && error === signal.reason) return undefined
    throw error
  }
}
