import type { Actor } from '../../model/actor.ts'
import type { SignInWay } from '../../model/member.ts'
import { Problem } from '../../shared/errors.ts'
import { newId, randomText } from '../../shared/ids.ts'
import { hashOf } from '../../shared/hash.ts'
import { forgetLinks } from '../../store/console-links.ts'
import { noteSignIn } from '../../store/members.ts'
import type { SessionRow } from '../../store/console-rows.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import {
  deleteSession,
  findSession,
  forgetSessions,
  insertSession,
  touchSession,
  type Bounds,
} from '../../store/sessions.ts'
import { forgetSignIns } from '../../store/sign-ins.ts'
import type { Context } from '../context.ts'
import { recordEvent } from '../events/record.ts'
import { roleOf } from './role.ts'

const hourMs = 3_600_000

/** A session is over when nobody has used it for so long. */
const idleMs = 12 * hourMs

/** And at the latest after: of a member, of the shell. */
const longestMs = { member: 7 * 24 * hourMs, shell: 12 * hourMs }

/** A use is noted at most once a minute, so that reading pages doesn't write. */
const touchEveryMs = 60_000

type Tools = Pick<Context, 'config' | 'db' | 'clock' | 'random'>

/** Who has signed in, and where. */
export interface NewSession {
  /** Null: whoever has the shell. */
  mxid: string | null
  way: SignInWay
  /** The name of the browser. */
  browser: string
}

/** The token, of which only the hash is kept, and how long its cookie lasts. */
export interface OpenedSession {
  token: string
  maxAgeMs: number
  mxid: string | null
}

/** Opens a session. Problem `account_shut` for who was suspended, locked or deactivated. */
export async function openSession(
  app: Tools,
  trx: DatabaseTransaction,
  { mxid, way, browser }: NewSession,
): Promise<OpenedSession> {
  const now = app.clock()
  const token = randomText(app.random, 52)
  const maxAgeMs = longestMs[mxid === null ? 'shell' : 'member']
  const id = newId(now, app.random)
  const standing = mxid === null ? 'good' : await noteSignIn(trx, mxid, now)
  if (standing !== 'good') throw new Problem('account_shut')
  const made = { id, token_hash: hashOf(token), mxid, way, browser }
  await insertSession(trx, { ...made, made_at: now, seen_at: now, expires_at: now + maxAgeMs })
  const actor: Actor = { kind: mxid === null ? 'shell' : 'member', id: mxid, via: 'console' }
  const event = { at: now, actor, kind: 'session.opened', subject: id, data: { way } } as const
  await recordEvent(trx, event, app)
  return { token, maxAgeMs, mxid }
}

/** A session with its actor, whose role is read anew: at each request. */
export interface SignedIn {
  actor: Actor
  session: SessionRow
}

/** Who a token stands for; undefined if its session is over. */
export async function findSignedIn(app: Tools, token: string): Promise<SignedIn | undefined> {
  const now = app.clock()
  const session = await findSession(app.db, hashOf(token), boundsAt(now))
  if (!session) return undefined
  const { mxid, member } = session
  if (mxid !== null && member?.standing !== 'good') return undefined
  if (session.seen_at < now - touchEveryMs) await touchSession(app.db, session.id, now)
  const kind = mxid === null ? 'shell' : roleOf(app, mxid, member).role
  return { actor: { kind, id: mxid, via: 'console' }, session }
}

/** Ends the session of a token, at once and everywhere. */
export async function endSession({ db }: Pick<Context, 'db'>, token: string): Promise<void> {
  await deleteSession(db, hashOf(token))
}

/** Deletes what is over. */
export async function forgetOver({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> {
  await forgetSessions(db, boundsAt(clock()))
  await forgetLinks(db, clock())
  await forgetSignIns(db, clock())
}

/** What is over at this time. */
export function boundsAt(now: number): Bounds {
  return { now, idleSince: now - idleMs }
}
