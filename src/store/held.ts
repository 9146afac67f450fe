import type { Redemption } from './redemptions.ts'
import type { Database } from './schema.ts'

/** Enough to tell when the first place comes free; those that are held the longest come first. */
const most = 100

/** Who holds places of an invitation. */
export async function listHeld(db: Database, inviteId: string): Promise<Redemption[]> {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .where('ended_at', 'is', null)
    .orderBy('held_at')
    .limit(most)
    .execute()
}

/** The last redemption of a name with an invitation, whatever became of it. */
export async function findLastOf(
  db: Database,
  inviteId: string,
  localpart: string,
): Promise<Redemption | undefined> {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .where('localpart', '=', localpart)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}
