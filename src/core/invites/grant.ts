import { findProfile } from '../../store/profiles.ts'
import type { ProfileRow } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import type { InviteTerms } from './invite.ts'

/** What a redemption grants. */
export interface Grant {
  invite: InviteTerms
  /** As in `invites.created_by`. */
  invitedBy: string
  /** Null: the invitation has none, so the configuration decides what a newcomer gets. */
  profile: ProfileRow | null
}

/** Resolves the grant once, before `redeem`. Later code looks up no profile. */
export async function grantOf({ db }: Pick<Context, 'db'>, invite: InviteTerms): Promise<Grant> {
  const { created_by: invitedBy, profile_id: id } = invite
  const profile = id === null ? null : ((await findProfile(db, id)) ?? null)
  return { invite, invitedBy, profile }
}
