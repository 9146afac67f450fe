import { setTimeout as pause } from 'node:timers/promises'
import { createTurns } from './turns.ts'

/** Work that keeps the processor busy, one piece at a time, by network in turn. */
export interface CpuTurns {
  run: <T>(network: string, work: () => Promise<T>) => Promise<T>
}

/**
 * After each piece its slot rests for as long as the piece took. So whatever arrives, the event loop
 * has half of its time for everybody else. The caller doesn't wait for the rest. `elapsedMs`: monotonic.
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
