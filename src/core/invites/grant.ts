import type { Profile } from '../../model/profile.ts'
import { profileOfInvite } from '../profiles/effective.ts'
import type { Context } from '../context.ts'
import type { InviteTerms } from './invite.ts'

/** What a redemption grants. */
export interface Grant {
  invite: InviteTerms
  /** As in `invites.created_by`. */
  invitedBy: string
  profile: Profile
}

/** Resolves the grant once, before `redeem`. Later code looks up no profile. */
export async function grantOf(
  app: Pick<Context, 'db' | 'config'>,
  invite: InviteTerms,
): Promise<Grant> {
  const { created_by: invitedBy, profile_id: id } = invite
  return { invite, invitedBy, profile: await profileOfInvite(app, id) }
}
