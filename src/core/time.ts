/** `48h`, `1h30m`, `2w`, `P2D`, `PT48H` in milliseconds, or `null` for anything else. */
export function parseDuration(_text: string): number | null {
  return null
}

/** What a moment written by a person is read against. */
export interface InstantContext {
  /** Milliseconds since 1970, UTC. */
  now: number
  /** IANA name of the zone in which a date without one is meant. */
  timeZone: string
  /** Which end of the day a bare date stands for: the end for an expiry, the start for an opening. */
  bareDate: 'start' | 'end'
}

/**
 * A moment as a person writes it: a date, a date with a time, a duration from now, or `never`.
 * Gives milliseconds since 1970, `null` for never, `undefined` for anything else.
 */
export function parseInstant(_text: string, _context: InstantContext): number | null | undefined {
  return undefined
}

/** A duration in milliseconds in words: `2 days`, `1 hour 30 minutes`. */
export function formatDuration(ms: number): string {
  return `${ms} ms`
}
