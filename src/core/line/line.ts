import { Problem } from '../../shared/errors.ts'
import { startDeadline } from './deadline.ts'
import { type Ask, createRateLimit, unlessAborted } from './rate-limit.ts'
import { createTurns } from './turns.ts'

/*
 * Where people wait for the homeserver: until one of those who are served is done, and until a rate limit
 * ends. Both are served in turn by network. What waits is bounded, since anybody with a link can press
 * the button without end.
 */

/** How many people may be under way at once, in one process. */
const mostUnderWay = { inAll: 1_000, ofNetwork: 250 }

export interface Line {
  /** Before anything is held. Throws a Problem, `portal_busy`, where too many are under way. */
  enter: (network: string, maxWaitMs: number) => Seat
  /** Says that this redemption is under way here, until it is disposed of. */
  start: (redemptionId: string) => Disposable
  /** When it is over; undefined where it is not under way here. */
  end: (redemptionId: string) => Promise<void> | undefined
}

export interface Seat extends Disposable {
  /** Attempts as soon and as often as the homeserver bears it. Undefined: nothing was attempted. */
  ask: <T>(attempt: Ask<T>) => Promise<T | undefined>
}

export interface LineOptions {
  /** How many ask the homeserver at once. */
  slots: number
  /** Aborted when the program is about to end: from then on nobody waits. */
  draining: AbortSignal
}

export function createLine({ slots, draining }: LineOptions): Line {
  const turns = createTurns(slots)
  const limit = createRateLimit()
  const bound = createBound()
  return {
    ...createFlights(),
    enter: (network, maxWaitMs) => {
      using stack = new DisposableStack()
      if (draining.aborted) throw new Problem('portal_busy', { retryAfter: 5 })
      stack.use(bound(network))
      const { signal } = stack.use(startDeadline(maxWaitMs, draining))
      const resources = stack.move()
      return {
        ask: (attempt) => {
          const inSlot = <T>(work: () => Promise<T>) => turns.run(network, work, { signal })
          return unlessAborted(limit.patiently({ lane: network, signal, inSlot }, attempt), signal)
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
    const isFull = all >= mostUnderWay.inAll || (counts.get(network) ?? 0) >= mostUnderWay.ofNetwork
    if (isFull) throw new Problem('portal_busy', { retryAfter: 60 })
    count(network, 1)
    return { [Symbol.dispose]: () => count(network, -1) }
  }
}

function createFlights(): Pick<Line, 'start' | 'end'> {
  const flights = new Map<string, Promise<void>>()
  return {
    start: (id) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      flights.set(id, promise)
      const end = () => {
        flights.delete(id)
        resolve()
      }
      return { [Symbol.dispose]: end }
    },
    end: (id) => flights.get(id),
  }
}
