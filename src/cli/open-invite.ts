import type { Invite } from '../core/invites/invite.ts'
import { inviteNamed } from '../core/invites/invites.ts'
import { withdrawn } from './describe.ts'
import { Failure } from './failure.ts'
import type { CommandContext } from './open.ts'

/** The invitation that an operator names, unless it is closed for good. */
export async function openInviteNamed(context: CommandContext, name: string): Promise<Invite> {
  const invite = await inviteNamed(context, name)
  if (invite.revoked_at !== null) throw new Failure(`${withdrawn} Nothing was changed.`)
  return invite
}
