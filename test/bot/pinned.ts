import { writeProfiles } from '../../src/core/profiles/profiles.ts'
import { shellActor } from '../../src/model/actor.ts'
import type { Pinned } from '../../src/model/profile.ts'
import type { TestPortal } from '../support/portal.ts'

/** Makes a default profile whose invitations are bound like this, null: not, and another one, `friends`. */
export async function pinTo(
  { portal }: { portal: TestPortal },
  pinned: Pinned | null,
): Promise<void> {
  const { db, config, clock, random } = portal.app
  const usual = { rooms: [], greeting: {}, directMessage: false, account: null }
  const club = { ...usual, name: 'club', isDefault: true, ...(pinned && { pinned }) }
  const friends = { ...usual, name: 'friends', isDefault: false }
  await writeProfiles({ db, config, clock, random }, [club, friends], shellActor)
}
