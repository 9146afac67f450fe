import { setTimeout as pause } from 'node:timers/promises'

/** Polling interval for a row that another process is about to change, in ms. */
const pollIntervalMs = 100

/** Polls `ask` for about `ms` until it returns a value; undefined on timeout. */
export async function waitFor<T>(
  ms: number,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let left = ms; ; left -= pollIntervalMs) {
    const answer = await ask()
    if (answer !== undefined || left <= 0) return answer
    await pause(Math.min(pollIntervalMs, left))
  }
}
