import {
  type FieldName,
  type InviteFields,
  readFields,
  settableFields,
} from '../core/invites/fields.ts'
import type { Config } from '../model/config.ts'
import { type InstantContext, parseInstant } from '../shared/time.ts'
import { UsageError } from './failure.ts'

/** The fields of an invitation as options of the commands that create and change one. */
export const inviteOptions = Object.fromEntries(
  Object.values(settableFields).map(({ name, option }) => [name, option]),
) as Record<FieldName, { value: string; summary: string }>

/** The fields given by options. Dates are in the configuration's time zone. */
export function readInviteOptions(
  given: Readonly<Record<FieldName, string | undefined>>,
  { timezone: timeZone }: Pick<Config, 'timezone'>,
  now: number,
): Partial<InviteFields> {
  return readFields(given, ({ kind, name }, text) => {
    switch (kind) {
      case 'uses':
        return readUses(text)
      case 'start':
        return readInstant(name, text, 'now', { now, timeZone, bareDate: kind })
      case 'end':
        return readInstant(name, text, 'never', { now, timeZone, bareDate: kind })
      case 'profile':
        return text === 'none' ? null : text
      case 'line':
        return text
    }
  })
}

function readUses(text: string): number | null {
  if (text === 'unlimited') return null
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new UsageError('--uses is a whole number of at least 1, or unlimited.')
}

/** `none`: the word that means no limit. */
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
    `--${option} is a duration from now (48h, P2D), a date (2026-12-31), a date with a time, or ${none}.`,
  )
}
