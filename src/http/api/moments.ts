import type { App } from '../../core/context.ts'
import { Problem } from '../../shared/errors.ts'
import { parseInstant } from '../../shared/time.ts'

interface Said {
  expires?: string | undefined
  opens?: string | undefined
}

/** The instants (ms, null for never) of what a request says; undefined for what it doesn't say. */
export function readMoments(app: App, { expires, opens }: Said) {
  return {
    expiresAt: read(app, expires, 'end'),
    opensAt: read(app, opens, 'start'),
  }
}

function read(
  { clock, config }: App,
  text: string | undefined,
  bareDate: 'start' | 'end',
): number | null | undefined {
  if (text === undefined) return undefined
  const instant = parseInstant(text, { now: clock(), timeZone: config.timezone, bareDate })
  if (instant === undefined) throw new Problem('input_invalid')
  return instant
}
