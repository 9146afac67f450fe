import type { Config } from '../model/config.ts'
import type { Allowance } from '../core/invites/invites.ts'
import { type InstantContext, parseInstant } from '../shared/time.ts'
import type { Options, Values } from './command.ts'
import { UsageError } from './failure.ts'

/** What an invitation allows, as options of the commands that make and change one. */
export const allowanceOptions = {
  uses: { value: 'N', summary: 'How many people can join: a number, or unlimited' },
  expires: { value: 'WHEN', summary: 'Until when: 48h, P2D, 2026-12-31, 2026-12-31T18:00, never' },
  opens: { value: 'WHEN', summary: 'From when on, written in the same ways; now' },
  label: { value: 'TEXT', summary: 'What it is for; only operators see it' },
} satisfies Options

/** The part of an allowance that is said. Dates are meant in the configuration's time zone. */
export function readAllowance(
  said: Pick<Values<typeof allowanceOptions>, 'uses' | 'expires' | 'opens' | 'label'>,
  { timezone: timeZone }: Pick<Config, 'timezone'>,
  now: number,
): Partial<Allowance> {
  const { uses, expires, opens, label } = said
  return {
    ...(uses !== undefined && { uses: readUses(uses) }),
    ...(expires !== undefined && {
      expiresAt: readInstant('--expires', expires, 'never', { now, timeZone, bareDate: 'end' }),
    }),
    ...(opens !== undefined && {
      opensAt: readInstant('--opens', opens, 'now', { now, timeZone, bareDate: 'start' }),
    }),
    ...(label !== undefined && { label }),
  }
}

function readUses(text: string): number | null {
  if (text === 'unlimited') return null
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new UsageError('--uses is a whole number from 1 up, or unlimited.')
}

/** `none` is the word for no bound at all. */
function readInstant(
  option: string,
  text: string,
  none: 'never' | 'now',
  context: InstantContext,
): number | null {
  if (text.trim().toLowerCase() === none) return null
  const instant = parseInstant(text, context)
  if (typeof instant === 'number') return instant
  throw new UsageError(
    `${option} is a time from now (48h, P2D), a date (2026-12-31), a date with a time, or ${none}.`,
  )
}
