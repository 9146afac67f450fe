import { createTurns } from './turns.ts'

/*
 * A 429 of the homeserver is retried and never an outcome. Rate-limited callers wait in a queue, and one
 * at a time retries when the homeserver allows it, so that a crowd doesn't retry all at once.
 */

/** The result of an attempt. `limited`: the homeserver answered 429. */
export type Attempted<T> = { limited: false; result: T } | Limited<T>
interface Limited<T> {
  limited: true
  result: T
  /** When to retry, in ms; undefined if the homeserver doesn't say. */
  retryAfterMs: number | undefined
}

export interface RateLimit {
  /**
   * Retries until the answer is no 429 or the signal aborts; then returns the last result, if any.
   */
  retryWhileLimited: <T>(waiting: Waiting, ask: Ask<T>) => Promise<T | undefined>
}

export type Ask<T> = () => Promise<Attempted<T>>

interface Waiting {
  /** The unit that a rate limit counts, such as a network. */
  lane: string
  signal: AbortSignal
  /** Runs each attempt in a slot, if concurrency is limited as well. */
  inSlot?: <T>(work: () => Promise<T>) => Promise<T>
}

/** Exponential back-off if the homeserver states no time: 1 s, 2 s, up to 30 s. */
const backOff = { firstMs: 1_000, mostMs: 30_000 }

/** The limit may apply to one network only, so other networks pause no longer than this. */
const maxPauseForAllMs = 10_000

/** A stated retry time is clamped to these bounds. */
const retryAfterBoundsMs = { least: 50, most: 3_600_000 }

/** One queue for all calls that share a rate limit. */
export function createRateLimit(): RateLimit {
  const turns = createTurns(1)
  /** Consecutive 429s of retries since the last success. */
  let refusals = 0
  const pause = (lane: string, { retryAfterMs }: Limited<unknown>) => {
    const defaultMs = Math.min(backOff.firstMs * 2 ** refusals, backOff.mostMs)
    const waitMs = retryAfterMs ?? defaultMs
    const laneMs = Math.min(Math.max(waitMs, retryAfterBoundsMs.least), retryAfterBoundsMs.most)
    turns.pause(lane, { laneMs, allMs: Math.min(laneMs, maxPauseForAllMs) })
  }
  return {
    retryWhileLimited: async ({ lane, signal, inSlot = atOnce }, ask) => {
      // The pause starts before another caller gets the slot or the turn.
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
      // Skip the queue if it is empty. Another caller may hit the limit while this one waits for a slot.
      let attempted = turns.isIdle() ? await attempt(turns.isIdle) : undefined
      while (attempted === undefined || attempted.limited) {
        // A caller that was limited again keeps its place at the head of the lane.
        const first = attempted !== undefined
        const next = await unlessAborted(turns.run(lane, inTurn, { signal, first }), signal)
        if (next === undefined) return attempted?.result
        attempted = next
      }
      return attempted.result
    },
  }
}

const always = () => true
const atOnce = <T>(work: () => Promise<T>) => work()

/** The result of `waiting`; undefined if `signal` aborted the wait. */
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
