import { findProfile } from '../../store/profiles.ts'
import type { ProfileRow } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import type { InviteTerms } from './invite.ts'

/** What a redemption gives. */
export interface Grant {
  invite: InviteTerms
  /** As in `invites.created_by`. */
  invitedBy: string
  /** Null: the invite has none, and the configuration says what a newcomer gets. */
  profile: ProfileRow | null
}

/** Resolved once, before `redeem`: nothing further on looks a profile up. */
export async function grantOf({ db }: Pick<Context, 'db'>, invite: InviteTerms): Promise<Grant> {
  const { created_by: invitedBy, profile_id: id } = invite
  const profile = id === null ? null : ((await findProfile(db, id)) ?? null)
  return { invite, invitedBy, profile }
}
