import type { InviteRow, InviteTerms } from '../../store/invite-row.ts'
import type { InviteStatus } from '../../model/invite-status.ts'
import { Problem } from '../../shared/errors.ts'

export type Invite = InviteRow
export type { InviteTerms }

/** Computed, never stored. Permanent states come first. */
export function inviteStatus(invite: InviteTerms, now: number): InviteStatus {
  if (invite.revoked_at !== null) return 'revoked'
  if (invite.max_uses !== null && invite.used >= invite.max_uses) return 'used_up'
  if (invite.expires_at !== null && invite.expires_at <= now) return 'expired'
  if (invite.paused_at !== null) return 'paused'
  if (invite.opens_at !== null && invite.opens_at > now) return 'scheduled'
  return 'active'
}

/** Throws a Problem if nobody can join with this invitation now. */
export function refuseClosed(invite: InviteTerms, now: number): void {
  switch (inviteStatus(invite, now)) {
    case 'active':
      return
    case 'scheduled':
      throw new Problem('invite_scheduled', { at: invite.opens_at })
    case 'expired':
      throw new Problem('invite_expired', { at: invite.expires_at })
    case 'used_up':
      throw new Problem('invite_used_up', { places: invite.max_uses })
    case 'paused':
    case 'revoked':
      throw new Problem('invite_closed')
  }
}

/** More than there are people, and small enough that adding to it stays an exact number. */
export const LARGEST_COUNT = 999_999_999_999_999

/** Places that are neither used nor held; null: any number. Imported tokens may be used more often. */
export function freePlaces({ max_uses: most, used, held }: InviteTerms): number | null {
  return most === null ? null : Math.max(0, most - used - held)
}

/** Whether a place is free. */
export function hasPlace(invite: InviteTerms): boolean {
  return freePlaces(invite) !== 0
}
