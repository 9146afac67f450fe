import { createTurns } from './turns.ts'

/** Runs CPU-bound work one piece at a time, round robin by network. */
export interface CpuTurns {
  run: <T>(network: string, work: () => Promise<T>) => Promise<T>
}

/**
 * After each piece the slot pauses for as long as the piece took. So under any load at least half of the
 * event loop's time is left for other requests. The caller doesn't wait for the pause. `elapsedMs`:
 * monotonic clock.
 */
export function createCpuTurns(elapsedMs: () => number): CpuTurns {
  const turns = createTurns(1)
  const { signal } = new AbortController()
  return {
    run: (network, work) =>
      new Promise((resolve, reject) => {
        const piece = async () => {
          const start = elapsedMs()
          await work().then(resolve, reject)
          await pause(elapsedMs() - start)
        }
        turns.run(network, piece, { signal }).catch(reject)
      }),
  }
}

/** By the global timer, which tests can replace. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
