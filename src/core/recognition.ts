import { createHash } from 'node:crypto'
import {
  commitRedemption,
  findAttempt,
  findRedemption,
  type Redemption,
} from '../store/redemptions.ts'
import type { Context } from './context.ts'
import { Problem } from './errors.ts'
import type { Invite } from './invite.ts'
import { settleOne } from './settle.ts'
import { waitFor } from './wait.ts'

/** For how long a browser is known by its key, in ms. */
const memory = 15 * 60_000

export interface Attempt {
  invite: Invite
  localpart: string
  password: string
  attemptKey: string | null
  visitor: string | null
}

/**
 * Somebody pressed the button twice, reloaded, or comes back after an error. The key in their
 * browser's cookie says that it is them; an account made by this very attempt is theirs. Where its
 * outcome is unknown, their password decides: tried only for a name that this browser is recorded to
 * have asked for with this invitation, so that the form is no oracle for other people's passwords.
 */
export async function recogniseAttempt(
  app: Context,
  { invite, localpart, password, attemptKey, visitor }: Attempt,
): Promise<{ key: string | null; earlier: boolean }> {
  if (attemptKey === null) return { key: null, earlier: false }
  const key = createHash('sha256').update(attemptKey).digest('base64url')
  const found = await findAttempt(app.db, {
    inviteId: invite.id,
    localpart,
    attempt: key,
    since: app.clock() - memory,
  })
  if (!found) return { key, earlier: false }
  const earlier = await isCreated(app, found, { password, visitor })
  if (earlier) {
    app.observe({ kind: 'redemption_recognised', invite: invite.id, redemption: found.id })
  }
  return { key, earlier }
}

interface Person {
  password: string
  visitor: string | null
}

/** True: the account is there. False: it was not made, a new attempt may start. */
async function isCreated(app: Context, found: Redemption, person: Person): Promise<boolean> {
  const redemption = await afterFlight(app, found)
  if (redemption.ended_at !== null) return redemption.outcome === 'created'
  if (await isProvenByPassword(app, redemption, person)) return true
  const settled = await settleOne(app, redemption)
  if (settled === 'undecided') throw new Problem('outcome_unknown', { retryAfter: 15 })
  return settled === 'created'
}

/** The other request of somebody who pressed twice may still be at work: its end is waited for. */
async function afterFlight(app: Context, found: Redemption): Promise<Redemption> {
  const landed = await waitFor(app.config.redemptions.wait, async () => {
    const now = await findRedemption(app.db, found.id)
    return now === undefined || now.outcome === null ? undefined : now
  })
  return landed ?? found
}

/** A login proves whose the account is, and that we made it only if the name was free before. */
async function isProvenByPassword(
  app: Context,
  { id, invite_id, localpart, asked_at, known_free }: Redemption,
  { password, visitor }: Person,
): Promise<boolean> {
  if (asked_at === null || known_free !== 1) return false
  const opens = await app.homeserver.opens(localpart, password, visitor)
  if (opens === 'busy') throw new Problem('homeserver_busy', { retryAfter: 60 })
  if (opens !== 'yes') return false
  await commitRedemption(app.db, id, app.clock())
  app.observe({
    kind: 'redemption_settled',
    invite: invite_id,
    redemption: id,
    outcome: 'created',
    by: 'system',
  })
  return true
}
