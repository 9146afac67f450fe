import { setTimeout as pause } from 'node:timers/promises'

/** How often a row that somebody else is about to change is looked at, in ms. */
const step = 100

/** Asks until there is an answer, for about `ms`; undefined if there was none. */
export async function waitFor<T>(
  ms: number,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let left = ms; ; left -= step) {
    const answer = await ask()
    if (answer !== undefined || left <= 0) return answer
    await pause(Math.min(step, left))
  }
}
