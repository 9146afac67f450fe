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
   * Attempts until there is no 429, or the signal aborts: then the last result, undefined if there was
   * none. `attempt` is passed whether to go ahead; where not, it only gives up its slot.
   */
  patiently: <T>(lane: string, attempt: Attempt<T>, signal: AbortSignal) => Promise<T | undefined>
}

/** `mayGo` is asked last thing before the homeserver is: others may have met the limit meanwhile. */
export type Attempt<T> = (mayGo: () => boolean) => Promise<Attempted<T> | undefined>

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
    patiently: async (lane, attempt, signal) => {
      let attempted = turns.isIdle() ? await attempt(turns.isIdle) : undefined
      while (attempted === undefined || attempted.limited) {
        if (attempted) pause(lane, attempted)
        // Whoever was tried keeps their place at the head of the lane.
        const first = attempted !== undefined
        const next = await inTurn(
          turns.run(lane, () => attempt(always), { signal, first }),
          signal,
        )
        if (next === 'aborted') return attempted?.result
        refusals = next?.limited === true ? refusals + 1 : 0
        attempted = next ?? attempted
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

async function inTurn<T>(turn: Promise<T>, signal: AbortSignal): Promise<T | 'aborted'> {
  try {
    return await turn
  } catch (error) {
    if (signal.aborted && error === signal.reason) return 'aborted'
    throw error
  }
}
