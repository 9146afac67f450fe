import { precompiled } from './precompiled.ts'
import type { MemberRow, SessionRow } from './console-rows.ts'
import type { Database } from './schema.ts'

/** A session, and what is known of its owner; null for the shell's. */
export interface OpenSession extends SessionRow {
  member: Pick<MemberRow, 'named_role' | 'seen_role' | 'standing'> | null
}

export interface Bounds {
  now: number
  /** Sessions that nobody has used since are over. */
  idleSince: number
}

export async function insertSession(db: Database, session: SessionRow): Promise<void> {
  await db.insertInto('sessions').values(session).execute()
}

/** The session of a token unless it is over. Every page of the console reads it. */
export async function findSession(
  db: Database,
  tokenHash: string,
  bounds: Bounds,
): Promise<OpenSession | undefined> {
  const [row] = await selectSession(db, { tokenHash, ...bounds })
  if (!row) return undefined
  const { named_role, seen_role, standing, ...session } = row
  return { ...session, member: standing === null ? null : { named_role, seen_role, standing } }
}

const selectSession = precompiled((db, values: Bounds & { tokenHash: string }) =>
  db
    .selectFrom('sessions')
    .leftJoin('members', 'members.mxid', 'sessions.mxid')
    .selectAll('sessions')
    .select(['members.named_role', 'members.seen_role', 'members.standing'])
    .where('token_hash', '=', values.tokenHash)
    .where('expires_at', '>', values.now)
    .where('seen_at', '>', values.idleSince),
)

/** Notes that a session is in use. */
export async function touchSession(db: Database, id: string, now: number): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ seen_at: now })
    .where('id', '=', id)
    .where('seen_at', '<', now)
    .execute()
}

export async function deleteSession(db: Database, tokenHash: string): Promise<void> {
  await db.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute()
}

/** Somebody's open sessions, the last used first. */
export async function listSessionsOf(
  db: Database,
  mxid: string,
  { now, idleSince }: Bounds,
): Promise<SessionRow[]> {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('mxid', '=', mxid)
    .where('expires_at', '>', now)
    .where('seen_at', '>', idleSince)
    .orderBy('seen_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** Deletes one session of somebody; false if they have no such session. */
export async function deleteSessionOf(db: Database, mxid: string, id: string): Promise<boolean> {
  const gone = await db
    .deleteFrom('sessions')
    .where('id', '=', id)
    .where('mxid', '=', mxid)
    .executeTakeFirst()
  return gone.numDeletedRows > 0n
}

/** Deletes all sessions of somebody; returns how many. */
export async function deleteSessionsOf(db: Database, mxid: string): Promise<number> {
  const gone = await db.deleteFrom('sessions').where('mxid', '=', mxid).executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** Deletes sessions that are over. */
export async function forgetSessions(db: Database, { now, idleSince }: Bounds): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<=', now), eb('seen_at', '<=', idleSince)]))
    .execute()
}
