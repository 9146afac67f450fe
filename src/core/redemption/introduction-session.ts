import type { Job, JobOutcome } from '../../model/job.ts'
import { seal, unseal } from '../../shared/seal.ts'
import {
  deleteIntroductionSession,
  findIntroductionSession,
  forgetIntroductionSessions,
  insertIntroductionSession,
} from '../../store/introduction-sessions.ts'
import { hasWaitingStep, isBeingIntroduced } from '../../store/introductions.ts'
import { moveJob } from '../../store/jobs.ts'
import type { Redemption } from '../../store/redemptions.ts'
import type { IntroductionSessionRow } from '../../store/introduction-rows.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { attemptTtlMs } from './attempt-ttl.ts'

/*
 * Where only a session of the newcomer can act for them, its token waits here, sealed, until the steps of
 * the introduction have ended. Then it is logged out, and deleted.
 */

const hourMs = 3_600_000

/** When a session acts no longer and is logged out, and when it is deleted whatever became of that. */
const lastsMs = { acting: 23 * hourMs, stored: 24 * hourMs }

type Tools = Pick<Context, 'config' | 'db' | 'homeserver' | 'clock'>

export interface OpenedSession {
  token: string
  /** It was opened by a login, which has ended the session of the registration. */
  byLogin: boolean
}

/**
 * Stores a session and enqueues its end; false if no step needs it: then the caller ends it. One that comes
 * late, when a login's is stored already, is left alone: they share a device, and so an end.
 */
export async function keepSession(
  { config, clock, random }: Sealing & Pick<Context, 'clock' | 'random'>,
  trx: DatabaseTransaction,
  id: string,
  { token, byLogin }: OpenedSession,
): Promise<boolean> {
  const terms = sealOf(config, id)
  if (terms === null || !(await hasWaitingStep(trx, id))) return false
  const row = { redemption_id: id, sealed: seal(token, terms, random), made_at: clock() }
  if (!(await insertIntroductionSession(trx, row, byLogin))) return true
  const end = { kind: 'end-session', key: `${id}:session`, payload: { redemption: id } }
  await enqueue(trx, end, { clock, random })
  return true
}

type Secrets = Pick<
  Context['config']['homeserver'],
  'registrationSharedSecret' | 'registrationToken'
>

export interface Sealing {
  config: { homeserver: Secrets }
}

/** Whoever has only the database, or a backup, can't act for anybody. */
function sealOf({ homeserver }: Sealing['config'], id: string) {
  const secret = homeserver.registrationSharedSecret ?? homeserver.registrationToken
  return secret === null ? null : { secret, purpose: `session ${id}` }
}

/** The token; when to look again, if a session may still come; null: there is none any more. */
export async function findSessionToken(
  app: Tools,
  redemption: Redemption,
): Promise<{ token: string } | { retryAfterMs: number } | null> {
  const row = await findIntroductionSession(app.db, redemption.id)
  const token = row && app.clock() - row.made_at < lastsMs.acting ? tokenOf(app, row) : null
  if (token !== null) return { token }
  const age = app.clock() - (redemption.ended_at ?? 0)
  const mayCome = !row && redemption.session_left === 1 && age >= 0 && age < attemptTtlMs(app)
  return mayCome ? { retryAfterMs: pauseMs(age) } : null
}

function tokenOf({ config }: Tools, { redemption_id: id, sealed }: IntroductionSessionRow) {
  const terms = sealOf(config, id)
  return terms && unseal(sealed, terms)
}

/** When to look again: after a tenth of what has passed, within bounds. */
function pauseMs(age: number): number {
  return Math.min(Math.max(age / 10, 1_000), 15_000)
}

/** Has the job below look again: a step has ended, perhaps the last one. */
export async function endSessionSoon({ db }: Pick<Tools, 'db'>, id: string): Promise<void> {
  await moveJob(db, 'end-session', `${id}:session`, 1_000)
}

/** The job that logs a session out when the introduction has ended, or has taken too long. */
export async function endSession(app: Tools, { payload }: Job): Promise<JobOutcome> {
  const row = await findIntroductionSession(app.db, String(payload['redemption']))
  if (!row) return 'done'
  const age = app.clock() - row.made_at
  const mayAct = age >= 0 && age < lastsMs.acting
  if (mayAct && (await isBeingIntroduced(app.db, row.redemption_id))) {
    return { retryAfterMs: pauseMs(age) }
  }
  const token = tokenOf(app, row)
  const ended = token === null ? true : ((await app.homeserver.bySession?.end(token)) ?? true)
  if (ended !== true) {
    return 'failed' in ended ? ended : { retryAfterMs: ended.retryAfterMs ?? 5_000 }
  }
  await deleteIntroductionSession(app.db, row)
  return 'done'
}

/** Deletes what has been stored for too long. */
export async function forgetOldSessions({ db, clock }: Pick<Tools, 'db' | 'clock'>): Promise<void> {
  await forgetIntroductionSessions(db, clock() - lastsMs.stored)
}
