import type { Config } from '../config/config.ts'
import type { Invite } from '../core/invite.ts'
import { type InviteResource, inviteResource } from '../core/resource.ts'
import { makePaths } from '../http/paths.ts'
import type { Desk } from './open.ts'

/** The address that is sent to people. */
export function linkOf({ public: { url } }: Pick<Config, 'public'>, { code }: Invite): string {
  return url + makePaths('').invitation(code)
}

/** An invitation as `--json` shows it. */
export function resourceOf({ config, clock }: Desk, invite: Invite): InviteResource {
  return inviteResource(invite, { link: linkOf(config, invite), now: clock() })
}

/** `Up to 25 people can join with it until Sunday 14 June 2026 at 23:59 (Europe/Berlin).` */
export function whatItAllows(
  { max_uses, opens_at, expires_at }: Invite,
  { timezone }: Pick<Config, 'timezone'>,
): string {
  const moment = momentIn(timezone)
  const from = opens_at === null ? '' : ` from ${moment(opens_at)}`
  const until = expires_at === null ? '' : ` until ${moment(expires_at)}`
  const zone = from || until ? ` (${timezone})` : ''
  const endless = expires_at === null ? ', with no end date' : ''
  return `${whoCanJoin(max_uses)} can join with it${from}${until}${zone}${endless}.`
}

function whoCanJoin(uses: number | null): string {
  if (uses === null) return 'Any number of people'
  return uses === 1 ? 'One person' : `Up to ${uses} people`
}

/** `Sunday 14 June 2026 at 23:59`, without the comma that some versions of ICU put after the day. */
function momentIn(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone,
  })
  return (at) => format.format(at).replace(/^(\w+), /, '$1 ')
}

/** `2026-06-14 23:59`, for tables. */
export function shortMomentIn(timeZone: string): (at: number | null, none: string) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone,
  })
  return (at, none) => (at === null ? none : format.format(at))
}
