import { precompiled } from './precompiled.ts'
import type { Redemption } from './redemptions.ts'
import type { Database } from './schema.ts'

/** This browser's latest attempt with this invitation and name since `since` that may have succeeded. */
export async function findAttempt(db: Database, key: AttemptKey): Promise<Redemption | undefined> {
  return (await selectAttempts(db, key))[0]
}

const selectAttempts = precompiled((db, { inviteId, localpart, attempt, since }: AttemptKey) =>
  latest(db, { inviteId, attempt, since })
    .where('localpart', '=', localpart)
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('outcome', '=', 'created')])),
)

/** This browser's latest attempt with this invitation since `since`. */
export async function findLatest(
  db: Database,
  key: Omit<AttemptKey, 'localpart'>,
): Promise<Redemption | undefined> {
  return latest(db, key).executeTakeFirst()
}

/** This browser's open attempts, except the one for this name with this invitation. */
export async function findBegun(
  db: Database,
  { inviteId, localpart, attempt }: Omit<AttemptKey, 'since'>,
): Promise<Redemption[]> {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('attempt', '=', attempt)
    .where((eb) => eb.or([eb('invite_id', '<>', inviteId), eb('localpart', '<>', localpart)]))
    .where('asked_at', 'is not', null)
    .where('ended_at', 'is', null)
    .execute()
}

/** Newest first. */
function latest(db: Database, { since, ...browser }: Omit<AttemptKey, 'localpart'>) {
  return ofBrowser(db, browser).where('held_at', '>=', since).orderBy('id', 'desc')
}

function ofBrowser(db: Database, { inviteId, attempt }: Pick<AttemptKey, 'inviteId' | 'attempt'>) {
  return db
    .selectFrom('redemptions')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .where('attempt', '=', attempt)
}

export interface AttemptKey {
  inviteId: string
  localpart: string
  attempt: string
  since: number
}
