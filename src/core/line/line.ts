import { Problem } from '../../shared/errors.ts'
import { startDeadline } from './deadline.ts'
import { type Ask, createRateLimit, unlessAborted } from './rate-limit.ts'
import { createTurns } from './turns.ts'

/*
 * The queue for the homeserver: people wait for a free slot and for the end of a rate limit, round robin
 * by network. The queue is bounded, since anybody with a link can submit the form without end.
 */

/** Maximum number of people in the queue or being served, per process. */
const maxInLine = { total: 1_000, perNetwork: 250 }

export interface Line {
  /** Called before a place is held. Problem `portal_busy` if the queue is full. */
  enter: (network: string, maxWaitMs: number) => Seat
  /** Marks a redemption as in progress in this process, until disposed of. */
  start: (redemptionId: string) => Disposable
  /** Resolves when the redemption is no longer in progress; undefined if it isn't in this process. */
  end: (redemptionId: string) => Promise<void> | undefined
}

export interface Seat extends Disposable {
  /** Runs the attempt when it is its turn, and retries after 429. Undefined: nothing was attempted. */
  ask: <T>(attempt: Ask<T>) => Promise<T | undefined>
}

export interface LineOptions {
  /** Maximum number of concurrent attempts. */
  slots: number
  /** Aborted when the program shuts down: ends all waiting. */
  draining: AbortSignal
}

export function createLine({ slots, draining }: LineOptions): Line {
  const turns = createTurns(slots)
  const limit = createRateLimit()
  const bound = createBound()
  return {
    ...createInFlight(),
    enter: (network, maxWaitMs) => {
      using stack = new DisposableStack()
      if (draining.aborted) throw new Problem('portal_busy', { retryAfter: 5 })
      stack.use(bound(network))
      const { signal } = stack.use(startDeadline(maxWaitMs, draining))
      const resources = stack.move()
      return {
        ask: (attempt) => {
          const inSlot = <T>(work: () => Promise<T>) => turns.run(network, work, { signal })
          return unlessAborted(
            limit.retryWhileLimited({ lane: network, signal, inSlot }, attempt),
            signal,
          )
        },
        [Symbol.dispose]: () => resources.dispose(),
      }
    },
  }
}

function createBound(): (network: string) => Disposable {
  const counts = new Map<string, number>()
  let all = 0
  const count = (network: string, by: 1 | -1) => {
    all += by
    const now = (counts.get(network) ?? 0) + by
    if (now > 0) counts.set(network, now)
    else counts.delete(network)
  }
  return (network) => {
    const isFull = all >= maxInLine.total || (counts.get(network) ?? 0) >= maxInLine.perNetwork
    if (isFull) throw new Problem('portal_busy', { retryAfter: 60 })
    count(network, 1)
    return { [Symbol.dispose]: () => count(network, -1) }
  }
}

function createInFlight(): Pick<Line, 'start' | 'end'> {
  const inFlight = new Map<string, Promise<void>>()
  return {
    start: (id) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      inFlight.set(id, promise)
      const end = () => {
        inFlight.delete(id)
        resolve()
      }
      return { [Symbol.dispose]: end }
    },
    end: (id) => inFlight.get(id),
  }
}
