import { Problem } from '../../shared/errors.ts'
import type { SessionRow } from '../../store/console-rows.ts'
import { deleteSessionOf, deleteSessionsOf, listSessionsOf } from '../../store/sessions.ts'
import type { Context } from '../context.ts'
import { boundsAt, type SignedIn } from './session.ts'

type Tools = Pick<Context, 'db' | 'clock'>

/** The open sessions of the signed-in person, the last used first. The shell's are one each. */
export async function ownSessions(
  { db, clock }: Tools,
  { session }: Pick<SignedIn, 'session'>,
): Promise<SessionRow[]> {
  return session.mxid === null ? [session] : listSessionsOf(db, session.mxid, boundsAt(clock()))
}

/** Ends one of them, at once and everywhere. Problem `not_found`. */
export async function endOwnSession(
  { db }: Pick<Tools, 'db'>,
  { session }: Pick<SignedIn, 'session'>,
  id: string,
): Promise<void> {
  const { mxid } = session
  if (mxid === null || !(await deleteSessionOf(db, mxid, id))) throw new Problem('not_found')
}

/** Ends all of somebody's sessions, this one included; returns how many. */
export async function endOwnSessions(
  { db }: Pick<Tools, 'db'>,
  { session }: { session: Pick<SessionRow, 'mxid'> },
): Promise<number> {
  return session.mxid === null ? 0 : deleteSessionsOf(db, session.mxid)
}
