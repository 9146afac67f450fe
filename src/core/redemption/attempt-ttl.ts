import type { Context } from '../context.ts'

/** TTL of an attempt key, in ms: at least the time in which step two can be taken. */
export function attemptTtlMs({ homeserver }: Pick<Context, 'homeserver'>): number {
  return Math.max(15 * 60_000, homeserver.secondStep?.maxTtlMs ?? 0)
}
