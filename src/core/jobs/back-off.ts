const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** The waits between a job's attempts, in ms. A job is dead if the attempt after the last wait fails. */
export const backOffMs: readonly number[] = [
  10 * second,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  6 * hour,
  24 * hour,
]

/** The wait after a failed attempt (counted from 1); null after the last attempt. */
export function waitAfter(attempt: number, waitsMs: readonly number[]): number | null {
  return waitsMs[attempt - 1] ?? null
}
