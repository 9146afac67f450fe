import { type Invite, inviteStatus, LARGEST_COUNT } from '../../core/invites/invite.ts'
import { NEVER_AGAIN, readFreeDate, readIsoDate, showDate } from './dates.ts'
import type { Generation } from './keys.ts'
import { Refusal } from './refusal.ts'
import type { Terms } from './invites.ts'

/** Data besides the invitation that is needed to show a token. */
export interface View {
  now: number
  timeZone: string
  addresses: readonly string[]
}

/** The token format of one generation's API. */
export interface Shape {
  /** Fields in the order of its command line; the API sorts them by name. */
  show: (invite: Invite, view: View) => Record<string, unknown>
  /** Keys of a request by the field that they set. Keys of the other generation are ignored. */
  uses: { key: string; read: (value: unknown) => number | null }
  date: { key: string; read: (text: string, timeZone: string) => number | undefined; bad: string }
}

export const SHAPES: Record<Generation, Shape> = {
  1: {
    show: (invite, { now, timeZone }) => ({
      name: invite.code,
      used: invite.used,
      ex_date: isDisabled(invite) ? NEVER_AGAIN : dateOf(invite, timeZone),
      one_time: invite.max_uses === 1,
      valid: isActive(invite, now),
    }),
    uses: { key: 'one_time', read: (value) => (readFlag('one_time', value) ? 1 : null) },
    date: { key: 'ex_date', read: readFreeDate, bad: "date wasn't YYYY-MM-DD format" },
  },
  2: {
    show: (invite, { now, timeZone, addresses }) => ({
      name: invite.code,
      used: invite.used,
      expiration_date: dateOf(invite, timeZone),
      max_usage: invite.max_uses === 0 ? -1 : (invite.max_uses ?? 0),
      ips: addresses,
      disabled: isDisabled(invite),
      active: isActive(invite, now),
    }),
    uses: { key: 'max_usage', read: readCount },
    date: { key: 'expiration_date', read: readIsoDate, bad: "date wasn't in YYYY-MM-DD format" },
  },
}

export function isActive(invite: Invite, now: number): boolean {
  return inviteStatus(invite, now) === 'active'
}

function isDisabled({ paused_at, revoked_at }: Invite): boolean {
  return paused_at !== null || revoked_at !== null
}

function dateOf({ expires_at }: Invite, timeZone: string): string | null {
  return expires_at === null ? null : showDate(expires_at, timeZone)
}

/** The fields that a request sets; absent keys are omitted. */
export function readTerms(
  { uses, date }: Shape,
  body: Record<string, unknown>,
  timeZone: string,
): Partial<Terms> {
  const terms: Partial<Terms> = {}
  if (body[uses.key] !== undefined) terms.uses = uses.read(body[uses.key])
  const written = body[date.key]
  if (written === null) terms.expiresAt = null
  else if (written !== undefined) {
    const at = typeof written === 'string' ? date.read(written, timeZone) : undefined
    if (at === undefined) throw new Refusal(400, 'MR_BAD_DATE_FORMAT', date.bad)
    terms.expiresAt = at
  }
  return terms
}

export function readFlag(key: string, value: unknown): boolean {
  if (value === null || value === 0 || value === false) return false
  if (value === 1 || value === true) return true
  throw new Refusal(400, 'MR_BAD_USER_REQUEST', `${key} has to be true or false`)
}

export function readWhole(key: string, value: unknown): number {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= LARGEST_COUNT)
    return value
  if (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
  throw new Refusal(400, 'MR_BAD_USER_REQUEST', `${key} has to be a whole number`)
}

/** 0, false and null mean unlimited. */
function readCount(value: unknown): number | null {
  return value === null ? null : readWhole('max_usage', value) || null
}
