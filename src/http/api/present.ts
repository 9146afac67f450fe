import type { App } from '../../app.ts'
import { type Invite, inviteStatus } from '../../core/invite.ts'
import { lateness } from '../../core/settle.ts'
import type { Redemption } from '../../store/redemptions.ts'
import { makePaths } from '../paths.ts'
import type { InviteResource, RedemptionResource } from './resources.ts'

const paths = makePaths('')

/** An invitation as answers show it. */
export function presentInvite({ config, clock }: App, row: Invite): InviteResource {
  return {
    id: row.id,
    code: row.code,
    link: config.public.url + paths.invitation(row.code),
    label: row.label,
    status: inviteStatus(row, clock()),
    uses: row.max_uses,
    used: row.used,
    held: row.held,
    opens_at: time(row.opens_at),
    expires_at: time(row.expires_at),
    paused_at: time(row.paused_at),
    revoked_at: time(row.revoked_at),
    created_at: timeOf(row.created_at),
    created_by: row.created_by,
    last_used_at: time(row.last_used_at),
  }
}

/** Who joined with an invitation, and what is still open. */
export function presentRedemptions(app: App, rows: Redemption[]) {
  const ended = rows.filter((row) => row.ended_at !== null)
  return {
    joined: ended.map((row) => ({
      user_id: userId(app, row),
      at: timeOf(row.ended_at ?? row.held_at),
    })),
    open: rows.filter((row) => row.ended_at === null).map((row) => presentRedemption(app, row)),
  }
}

export function presentRedemption(app: App, row: Redemption): RedemptionResource {
  return {
    id: row.id,
    invite_id: row.invite_id,
    user_id: userId(app, row),
    state: stateOf(app, row),
    held_at: timeOf(row.held_at),
    asked_at: time(row.asked_at),
    ended_at: time(row.ended_at),
  }
}

function stateOf(app: App, row: Redemption): RedemptionResource['state'] {
  const { outcome } = row
  if (row.ended_at !== null && outcome !== null && outcome !== 'unknown') return outcome
  const age = app.clock() - (row.asked_at ?? row.held_at)
  return age < lateness(app) ? 'in_progress' : 'undecided'
}

function userId({ config }: App, { localpart }: Redemption): string {
  return `@${localpart}:${config.homeserver.serverName}`
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}

function time(ms: number | null): string | null {
  return ms === null ? null : timeOf(ms)
}
