import type { Redemption } from './redemptions.ts'
import type { Database } from './schema.ts'

/** Counts open redemptions. */
export async function countOpen(db: Database): Promise<{ in_progress: number; undecided: number }> {
  const { all, undecided } = await db
    .selectFrom('redemptions')
    .select((eb) => [eb.fn.countAll().as('all'), eb.fn.count('outcome').as('undecided')])
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return { in_progress: Number(all) - Number(undecided), undecided: Number(undecided) }
}

/** Open redemptions, one page, beginning after the id `after`. */
export async function listOpen(
  db: Database,
  { after = '', limit = 100 }: { after?: string; limit?: number } = {},
): Promise<Redemption[]> {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Created and open redemptions of an invitation, newest first. */
export async function listNewestOf(
  db: Database,
  inviteId: string,
  limit: number,
): Promise<Redemption[]> {
  return ofInvite(db, inviteId).orderBy('id', 'desc').limit(limit).execute()
}

/** The same, oldest first. */
export async function listOfInvite(db: Database, inviteId: string): Promise<Redemption[]> {
  return ofInvite(db, inviteId).orderBy('id').limit(1000).execute()
}

function ofInvite(db: Database, inviteId: string) {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('outcome', '=', 'created')]))
}
