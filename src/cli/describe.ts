import type { Config } from '../model/config.ts'
import { freePlaces, type Invite, inviteStatus } from '../core/invites/invite.ts'
import { wallClock } from '../shared/time.ts'

/** Shown with a link whose public address isn't configured, instead of its QR code. */
export const addressUnknown =
  'This link works only on this machine: the configuration does not state the public address. Add public.url below latchkey.'

/**
 * What an invitation allows at the time `now`, or why nobody can join with it: `Up to 25 people can join
 * with it until Sunday 14 June 2026 at 23:59 (Europe/Berlin).`
 */
export function whatItAllows(invite: Invite, { timezone }: Timezone, now: number): string {
  const change = `latchkey invites change ${invite.id}`
  switch (inviteStatus(invite, now)) {
    case 'revoked':
      return `${withdrawn} Make another one: latchkey invite.`
    case 'used_up':
      return `Nobody can join with it: all of its places are used (${invite.used} of ${invite.max_uses}). More places: ${change} --uses N.`
    case 'expired':
      return `Nobody can join with it: it ended on ${moment(invite.expires_at ?? now, timezone)} (${timezone}). A later end: ${change} --expires WHEN.`
    case 'paused':
      return `Nobody can join with it until you resume it. Then: ${allowance(invite, timezone)}`
    case 'scheduled':
    case 'active':
      return allowance(invite, timezone)
  }
}

type Timezone = Pick<Config, 'timezone'>

/** Why an invitation is closed for good. */
export const withdrawn = 'It was withdrawn: nobody can join with it, and it never opens again.'

function allowance(invite: Invite, zone: string): string {
  const { max_uses, used, held, opens_at, expires_at } = invite
  const from = opens_at === null ? '' : ` from ${moment(opens_at, zone)}`
  const until = expires_at === null ? '' : ` until ${moment(expires_at, zone)}`
  const named = from || until ? ` (${zone})` : ''
  const endless = expires_at === null ? ', with no end date' : ''
  const free = freePlaces(invite)
  const left = free === null || used + held === 0 ? '' : `; ${free} of its places are free`
  return `${whoCanJoin(max_uses)} can join with it${from}${until}${named}${endless}${left}.`
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
