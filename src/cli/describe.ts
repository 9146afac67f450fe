import type { Config } from '../model/config.ts'
import type { Invite } from '../core/invites/invite.ts'
import { wallClock } from '../shared/time.ts'

/** Shown with a link whose public address isn't configured, instead of its QR code. */
export const addressUnknown =
  'This link works only on this machine: the configuration does not state the public address. Add public.url below latchkey.'

/** `Up to 25 people can join with it until Sunday 14 June 2026 at 23:59 (Europe/Berlin).` */
export function whatItAllows(
  { max_uses, opens_at, expires_at }: Invite,
  { timezone }: Pick<Config, 'timezone'>,
): string {
  const from = opens_at === null ? '' : ` from ${moment(opens_at, timezone)}`
  const until = expires_at === null ? '' : ` until ${moment(expires_at, timezone)}`
  const zone = from || until ? ` (${timezone})` : ''
  const endless = expires_at === null ? ', with no end date' : ''
  return `${whoCanJoin(max_uses)} can join with it${from}${until}${zone}${endless}.`
}

function whoCanJoin(uses: number | null): string {
  if (uses === null) return 'Any number of people'
  return uses === 1 ? 'One person' : `Up to ${uses} people`
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months =
  'January February March April May June July August September October November December'.split(' ')

/** `Sunday 14 June 2026 at 23:59` */
function moment(at: number, timeZone: string): string {
  const clock = wallClock(at, timeZone)
  const weekday = weekdays[clock.getUTCDay()]
  const date = `${clock.getUTCDate()} ${months[clock.getUTCMonth()]} ${clock.getUTCFullYear()}`
  return `${weekday} ${date} at ${clock.toISOString().slice(11, 16)}`
}

/** `2026-06-14 23:59`, for tables. */
export function shortMoment(at: number, { timezone }: Pick<Config, 'timezone'>): string {
  return wallClock(at, timezone).toISOString().slice(0, 16).replace('T', ' ')
}
