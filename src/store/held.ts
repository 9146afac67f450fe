import type { Redemption } from './redemptions.ts'
import type { Database } from './schema.ts'

/** Enough to estimate when a place comes free: the longest-held come first. */
const maxRows = 100

/** The redemptions that hold places of an invitation. */
export async function listHeld(db: Database, inviteId: string): Promise<Redemption[]> {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .where('ended_at', 'is', null)
    .orderBy('held_at')
    .limit(maxRows)
    .execute()
}

/** The latest redemption of a name, wished or made, with an invitation, with any outcome. */
export async function findLastOf(
  db: Database,
  inviteId: string,
  localpart: string,
): Promise<Redemption | undefined> {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .where((eb) => eb.or([eb('localpart', '=', localpart), eb('made_as', '=', localpart)]))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}
