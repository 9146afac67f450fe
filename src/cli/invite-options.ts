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
  Object.values(settableFields).map(({ name, option }) => [optionOf(name), option]),
) as Record<InviteOption, { value: string; summary: string }>

/** The names of fields as options: `for_name` is `--for-name`. */
export type InviteOption = Hyphenated<FieldName>
type Hyphenated<Name extends string> = Name extends `${infer A}_${infer B}` ? `${A}-${B}` : Name

export function optionOf<Name extends FieldName>(name: Name): Hyphenated<Name> {
  return name.replace('_', '-') as Hyphenated<Name>
}

/** The fields given by options. Dates are in the configuration's time zone. */
export function readInviteOptions(
  given: Readonly<Record<InviteOption, string | undefined>>,
  { timezone: timeZone }: Pick<Config, 'timezone'>,
  now: number,
): Partial<InviteFields> {
  const names = Object.values(settableFields).map(({ name }) => name)
  const fields = Object.fromEntries(names.map((name) => [name, given[optionOf(name)]]))
  return readFields<string>(fields, ({ kind, name }, text) => {
    switch (kind) {
      case 'uses':
        return readUses(text)
      case 'start':
        return readInstant(name, text, 'now', { now, timeZone, bareDate: kind })
      case 'end':
        return readInstant(name, text, 'never', { now, timeZone, bareDate: kind })
      case 'profile':
        return text === 'none' ? null : text
      case 'name':
        return text === 'any' ? null : text
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
