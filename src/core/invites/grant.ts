import type { Profile } from '../../model/profile.ts'
import type { Context } from '../context.ts'
import type { InviteTerms } from './invite.ts'

/** What a redemption grants. */
export interface Grant {
  invite: InviteTerms
  /** As in `invites.created_by`. */
  invitedBy: string
  /** As known at the door; the statement that inserts the account decides on its profile. */
  profile: Profile
}

export async function grantOf(
  { profileOf }: Pick<Context, 'profileOf'>,
  invite: InviteTerms,
): Promise<Grant> {
  return { invite, invitedBy: invite.created_by, profile: await profileOf(invite) }
}
