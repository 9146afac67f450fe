import type { Redemption } from '../store/redemptions.ts'
import type { AuditRow } from '../store/schema.ts'
import { type Invite, type InviteStatus, inviteStatus } from './invite.ts'

/** An invitation as the API and `--json` show it. Times are RFC 3339 in UTC. */
export interface InviteResource {
  id: string
  code: string
  link: string
  label: string
  /** Null: as many as want. */
  uses: number | null
  used: number
  /** Places of people whose account is being made, or of whom that is not known yet. */
  held: number
  status: InviteStatus
  opens_at: string | null
  expires_at: string | null
  created_at: string
  created_by: string
  last_used_at: string | null
}

/** `link` is the whole address that is sent to people; `now` in ms decides the status. */
export function inviteResource(
  invite: Invite,
  { link, now }: { link: string; now: number },
): InviteResource {
  return {
    id: invite.id,
    code: invite.code,
    link,
    label: invite.label,
    uses: invite.max_uses,
    used: invite.used,
    held: invite.held,
    status: inviteStatus(invite, now),
    opens_at: instant(invite.opens_at),
    expires_at: instant(invite.expires_at),
    created_at: instant(invite.created_at),
    created_by: invite.created_by,
    last_used_at: instant(invite.last_used_at),
  }
}

/** Somebody who joined with an invitation, or of whom that is not known. */
export interface RedemptionResource {
  id: string
  invite_id: string
  user_id: string
  /** `held` while the account is being made, `undecided` when no answer came that can be believed. */
  status: 'joined' | 'held' | 'undecided' | 'absent'
  started_at: string
  joined_at: string | null
}

export function redemptionResource(row: Redemption, serverName: string): RedemptionResource {
  const joined = row.outcome === 'created'
  return {
    id: row.id,
    invite_id: row.invite_id,
    user_id: `@${row.localpart}:${serverName}`,
    status: redemptionStatus(row),
    started_at: instant(row.held_at),
    joined_at: joined ? instant(row.ended_at) : null,
  }
}

function redemptionStatus({ outcome, ended_at }: Redemption): RedemptionResource['status'] {
  if (outcome === 'created') return 'joined'
  if (ended_at !== null) return 'absent'
  return outcome === 'unknown' ? 'undecided' : 'held'
}

/** Something that was done to an invitation. */
export interface AuditResource {
  at: string
  actor: string
  event: string
  detail: string
}

export function auditResource({ at, actor, event, detail }: AuditRow): AuditResource {
  return { at: instant(at), actor, event, detail }
}

function instant(ms: number): string
function instant(ms: number | null): string | null
function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
