import type { InvitedAccount } from '../../store/invited-find.ts'
import type { Context } from '../context.ts'

type Profiles = Pick<Context, 'profileOf'>

/** The first room of the profile; null if it has none. */
export async function spaceOf(
  { profileOf }: Profiles,
  row: Pick<InvitedAccount, 'profile_id'>,
): Promise<string | null> {
  return (await profileOf(row)).rooms[0] ?? null
}

/**
 * Whether somebody with a Matrix account can come by an invitation: the bot is set up, and the profile has
 * a space.
 */
export async function takesAccounts(
  app: Profiles & Pick<Context, 'bot'>,
  invite: Pick<InvitedAccount, 'profile_id'>,
): Promise<boolean> {
  return (await spaceOf(app, invite)) !== null && (await app.bot()) !== undefined
}
