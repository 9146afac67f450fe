import type { App } from '../../core/context.ts'
import { type FieldName, type InviteFields, readFields } from '../../core/invites/fields.ts'
import { Problem } from '../../shared/errors.ts'
import { parseInstant } from '../../shared/time.ts'

type Said = Readonly<Partial<Record<FieldName, string | number | null>>>

/** The fields in a request's body, with times parsed to instants. */
export function readSaid({ clock, config }: App, body: Said): Partial<InviteFields> {
  const place = { now: clock(), timeZone: config.timezone }
  return readFields(body, ({ kind }, value) => {
    if (typeof value !== 'string' || (kind !== 'start' && kind !== 'end')) return value
    const instant = parseInstant(value, { ...place, bareDate: kind })
    if (instant === undefined) throw new Problem('input_invalid')
    return instant
  })
}
