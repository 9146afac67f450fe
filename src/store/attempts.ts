import type { Redemption } from './redemptions.ts'
import type { Database } from './schema.ts'

/** What this browser tried with this invitation and name since `since`, if it may have succeeded. */
export async function findAttempt(
  db: Database,
  { inviteId, localpart, attempt, since }: AttemptKey,
): Promise<Redemption | undefined> {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .where('localpart', '=', localpart)
    .where('attempt', '=', attempt)
    .where('held_at', '>=', since)
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('outcome', '=', 'created')]))
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

/** What this browser tried last with this invitation since `since`. */
export async function findLatest(
  db: Database,
  { inviteId, attempt, since }: Omit<AttemptKey, 'localpart'>,
): Promise<Redemption | undefined> {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .where('attempt', '=', attempt)
    .where('held_at', '>=', since)
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

/** What this browser began with this invitation for another name, and might still go on with. */
export async function findBegun(
  db: Database,
  { inviteId, localpart, attempt }: Omit<AttemptKey, 'since'>,
): Promise<Redemption[]> {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .where('localpart', '<>', localpart)
    .where('attempt', '=', attempt)
    .where('account_ref', 'is not', null)
    .where('ended_at', 'is', null)
    .execute()
}

export interface AttemptKey {
  inviteId: string
  localpart: string
  attempt: string
  since: number
}
