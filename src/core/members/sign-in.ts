import { Problem, type ProblemCode } from '../../shared/errors.ts'
import type { Proven, SignInFailure, SignInOutcome } from '../../ports/sign-in.ts'
import type { SignInWay } from '../../model/member.ts'
import type { Context } from '../context.ts'
import { findMember } from '../../store/members.ts'
import { readName } from '../redemption/name-rules.ts'
import { keepAccountFacts } from './account-facts.ts'
import { type OpenedSession, openSession } from './session.ts'

type Tools = Pick<Context, 'config' | 'db' | 'clock' | 'random' | 'homeserver' | 'serverName'>

const problems: Record<SignInFailure, ProblemCode> = {
  wrong: 'sign_in_wrong',
  busy: 'homeserver_busy',
  unavailable: 'homeserver_unavailable',
  locked: 'account_shut',
  foreign: 'account_foreign',
  refused: 'sign_in_refused',
}

/**
 * Opens the session of somebody whom their homeserver has proven. Problems: why it didn't, and
 * `account_shut` for who was suspended.
 */
export async function signInProven(
  app: Tools,
  outcome: SignInOutcome,
  { way, browser }: { way: SignInWay; browser: string },
): Promise<OpenedSession> {
  if (outcome.kind === 'failed') throw problemOf(outcome)
  const { mxid } = outcome
  const joinedAt = outcome.joinedAt ?? (await askJoined(app, mxid))
  const opened = await app.db.transaction().execute(async (trx) => {
    // Committed in any case: who lost their standing has lost their sessions, too.
    const standing = await keepAccountFacts(trx, mxid, { ...outcome, joinedAt }, app)
    return standing === 'good' ? openSession(app, trx, { mxid, way, browser }) : null
  })
  if (opened === null) throw new Problem('account_shut')
  return opened
}

/** Asked once: it decides from when on a member may invite (`takeAllowance`). */
async function askJoined(
  { db, homeserver, serverName }: Tools,
  mxid: string,
): Promise<number | null> {
  const known = (await findMember(db, mxid))?.joined_at ?? null
  const name = readName(mxid, serverName())
  if (known !== null || name.includes(':')) return known
  return (await homeserver.accountMadeAt?.(name)) ?? null
}

/** Why nobody was proven. */
export function problemOf({
  reason,
  retryAfterMs,
  cause,
}: Exclude<SignInOutcome, Proven>): Problem {
  return new Problem(problems[reason], {
    ...(retryAfterMs !== undefined && { retryAfter: Math.ceil(retryAfterMs / 1000) }),
    ...(cause !== undefined && { detail: cause }),
  })
}
