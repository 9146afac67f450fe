const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** The waits between a job's attempts, in ms. When the attempt after the last has failed, it is dead. */
export const backOffMs: readonly number[] = [
  10 * second,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  6 * hour,
  24 * hour,
]

/** The wait after this attempt has failed, the first being 1; null after the last. */
export function waitAfter(attempt: number, waitsMs: readonly number[]): number | null {
  return waitsMs[attempt - 1] ?? null
}
