import { createHash } from 'node:crypto'
import { systemActor } from '../../model/actor.ts'
import { findAttempt, findLatest } from '../../store/attempts.ts'
import { hasWaitingStep } from '../../store/introductions.ts'
import { markSessionLeft } from '../../store/redemption-end.ts'
import { findRedemption, type Redemption } from '../../store/redemptions.ts'
import { isStorable } from '../../store/storable.ts'
import type { Context } from '../context.ts'
import { Problem } from '../../shared/errors.ts'
import type { InviteTerms } from '../invites/invite.ts'
import { commitAtPress } from './commit.ts'
import { nameOf } from './made-name.ts'
import { attemptTtlMs } from './attempt-ttl.ts'
import { keepSession } from './introduction-session.ts'
import { provePassword } from './prove-password.ts'
import { settleOne } from './settle.ts'
import { waitFor } from '../../shared/wait.ts'

export interface Attempt {
  invite: InviteTerms
  localpart: string
  password: string
  attemptKey: string | null
  visitor: string | null
  /** As in `NewAccount`. */
  withoutSession: boolean
}

/**
 * Recognises a person who pressed the button twice, reloaded, or returns after an error, by the attempt
 * key in the browser's cookie: an account created by this attempt is theirs. If the outcome is unknown,
 * their password decides. It is tried only for a name that this browser has requested with this
 * invitation, so that the form is no oracle for other people's passwords.
 */
export async function recogniseAttempt(
  app: Context,
  { invite, localpart, attemptKey, ...person }: Attempt,
): Promise<Recognised> {
  if (attemptKey === null) return { key: null, earlier: null, begun: null }
  const key = digestOf(attemptKey)
  // The rules refuse such a name, and no database can be asked for it.
  if (!isStorable(localpart)) return { key, earlier: null, begun: null }
  const found = await findAttempt(app.db, {
    inviteId: invite.id,
    localpart,
    attempt: key,
    since: app.clock() - attemptTtlMs(app),
  })
  if (!found) return { key, earlier: null, begun: null }
  const redemption = await afterOtherRequest(app, found)
  if (canGoOn(app, redemption)) return { key, earlier: null, begun: redemption }
  if (!(await isCreated(app, redemption, person))) {
    return { key, earlier: null, begun: null }
  }
  app.observe({ kind: 'redemption_recognised', invite: invite.id, redemption: found.id })
  const known = (await findRedemption(app.db, found.id)) ?? found
  const earlier = {
    account: found.id,
    localpart: nameOf(known),
    awaitsApproval: known.awaits_approval === 1,
  }
  return { key, earlier, begun: null }
}

/** What the database keeps of an attempt key. Whoever has it can look, but not act. */
export function digestOf(attemptKey: string): string {
  return createHash('sha256').update(attemptKey).digest('base64url')
}

/** A browser's latest redemption with an invitation, with any outcome. `attempt`: digest of its key. */
export async function attemptOf(
  app: Context,
  inviteId: string,
  attempt: string,
): Promise<Redemption | undefined> {
  const since = app.clock() - attemptTtlMs(app)
  return findLatest(app.db, { inviteId, attempt, since })
}

export interface Recognised {
  /** The digest of the attempt key, as stored; null without a key. */
  key: string | null
  /** The account that was created earlier; whether an administrator of the homeserver has to approve it. */
  earlier: { account: string; localpart: string; awaitsApproval: boolean } | null
  /** Their open redemption that can be continued with step two. */
  begun: Redemption | null
}

/** Whether the redemption can be continued: with two steps, repeating step one creates no second account. */
function canGoOn(app: Context, { ended_at, asked_of, closing_at }: Redemption): boolean {
  const isOpen = ended_at === null && closing_at === null
  return isOpen && asked_of === app.homeserver.kind && app.homeserver.secondStep !== undefined
}

type Person = Pick<Attempt, 'password' | 'visitor' | 'withoutSession'>

/** True: the account exists. False: it was not created, so a new attempt may start. */
async function isCreated(app: Context, redemption: Redemption, person: Person): Promise<boolean> {
  if (redemption.ended_at !== null) {
    await endLeftSession(app, redemption, person)
    return redemption.outcome === 'created'
  }
  if (await isProvenByPassword(app, redemption, person)) return true
  const settled = await settleOne(app, redemption)
  if (settled === 'undecided') throw new Problem('outcome_unknown', { retryAfter: 15 })
  return settled === 'created'
}

/**
 * Waits for the end of another request of the same person, if one is in progress. That can take long if
 * it waits in the queue.
 */
async function afterOtherRequest(app: Context, found: Redemption): Promise<Redemption> {
  await app.line.end(found.id)
  const landed = await waitFor(app.config.redemptions.wait, async () => {
    const now = await findRedemption(app.db, found.id)
    return now === undefined || now.outcome === null ? undefined : now
  })
  return landed ?? (await findRedemption(app.db, found.id)) ?? found
}

/**
 * An account found by settling may still have our session, whose token was lost: a login ends it. Its own
 * session introduces the newcomer, if that waits for one.
 */
async function endLeftSession(
  app: Context,
  { id, localpart, session_left: left }: Redemption,
  { password, visitor }: Person,
): Promise<void> {
  if (left !== 1) return
  const withoutSession = !(await hasWaitingStep(app.db, id))
  const login = { localpart, password, visitor, withoutSession }
  const { verdict, session } = await provePassword(app, login)
  if (verdict !== 'yes') return
  const isKept = await app.db.transaction().execute(async (trx) => {
    await markSessionLeft(trx, id, false)
    return session === undefined || (await keepSession(app, trx, id, session))
  })
  if (!isKept && session) await app.homeserver.bySession?.end(session.token)
}

/** A login proves the owner. It proves that we created the account only if the name was free before. */
async function isProvenByPassword(
  app: Context,
  { id, invite_id, localpart, asked_at, known_free }: Redemption,
  person: Person,
): Promise<boolean> {
  if (asked_at === null || known_free !== 1) return false
  const { verdict, session } = await provePassword(app, { localpart, ...person })
  if (verdict !== 'yes' && verdict !== 'awaits_approval') return false
  const awaitsApproval = verdict === 'awaits_approval'
  await commitAtPress(app, id, { awaitsApproval, ...(session && { session }) })
  app.observe({
    kind: 'redemption_settled',
    invite: invite_id,
    redemption: id,
    outcome: 'created',
    by: systemActor,
  })
  return true
}
