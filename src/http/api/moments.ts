import type { App } from '../../app.ts'
import { Problem } from '../../core/errors.ts'
import { parseInstant } from '../../core/time.ts'

interface Said {
  expires?: string | undefined
  opens?: string | undefined
}

/** The instants (ms, null for never) of what a request says; undefined for what it doesn't say. */
export function readMoments(app: App, { expires, opens }: Said) {
  return {
    expiresAt: read(app, expires, { pointer: '#/expires', bareDate: 'end' }),
    opensAt: read(app, opens, { pointer: '#/opens', bareDate: 'start' }),
  }
}

function read(
  { clock, config }: App,
  text: string | undefined,
  { pointer, bareDate }: { pointer: string; bareDate: 'start' | 'end' },
): number | null | undefined {
  if (text === undefined) return undefined
  const instant = parseInstant(text, { now: clock(), timeZone: config.timezone, bareDate })
  // The schema has read it already; counted from now it may still lie beyond the last date.
  if (instant === undefined) {
    const detail = 'That is too far away.'
    throw new Problem('input_invalid', { detail, errors: [{ pointer, detail }] })
  }
  return instant
}
