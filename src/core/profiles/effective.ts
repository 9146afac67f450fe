import type { Profile } from '../../model/profile.ts'
import { findProfileOfAccount } from '../../store/profiles.ts'
import type { Database } from '../../store/schema.ts'
import type { Context } from '../context.ts'

/** What `community.rooms` of the configuration means. */
export interface Configured {
  config: { community: Pick<Context['config']['community'], 'rooms'> }
}

export const defaultName = 'default'

/** The default profile while the database has none: the rooms of the configuration. */
export function configuredProfile({ config }: Configured): Profile {
  return {
    name: defaultName,
    isDefault: true,
    rooms: config.community.rooms,
    directMessage: false,
    account: null,
    greeting: {},
  }
}

/** What the account of a redemption gets. */
export async function profileOfAccount(
  app: Configured,
  db: Database,
  redemptionId: string,
): Promise<Profile> {
  return (await findProfileOfAccount(db, redemptionId)) ?? configuredProfile(app)
}
