import type { Job, JobOutcome } from '../../model/job.ts'
import type { Newcomer, StepResult } from '../../ports/account-actions.ts'
import { isMatrixId } from '../../shared/matrix-id.ts'
import { findAccount } from '../../store/guests.ts'
import { findStep, markStep } from '../../store/introductions.ts'
import { addressOfInvite } from '../../store/mail-addresses.ts'
import { forgotten } from '../../store/people.ts'
import { eraseDisplayName, findRedemption, type Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { profileOfAccount } from '../profiles/effective.ts'
import { joinSpace } from './join-space.ts'
import { endSessionSoon, findSessionToken } from './introduction-session.ts'
import { roomStep } from './introduction.ts'
import {
  hurryRooms,
  isNameFirst,
  isSpaceFirst,
  type Postponed,
  unlessEarly,
} from './introduction-order.ts'

/* The job of one step of an introduction (introduction.ts). */

type Doing = Pick<
  Context,
  'config' | 'db' | 'homeserver' | 'bot' | 'serverName' | 'clock' | 'observe'
>

/** `left`: nobody but the newcomer can do it any more. */
type Answer = StepResult | 'left'
type Result = Answer | Postponed

/** Does one step. Somebody who was forgotten, or what the profile lacks by now, needs none. */
export async function introduce(app: Doing, { id: job, key, payload }: Job): Promise<JobOutcome> {
  const redemption = await findRedemption(app.db, String(payload['redemption']))
  if (!redemption || redemption.localpart === forgotten) return 'done'
  const [, step = ''] = key.split(':')
  const result = await take(app, redemption, { step, job })
  const mark = { id: redemption.id, step, now: app.clock() }
  if (result === true) {
    await markStep(app.db, { ...mark, state: 'done', cause: null })
    if (app.homeserver.bySession) await endSessionSoon(app, redemption.id)
    if (await isAwaited(app, redemption, step)) await hurryRooms(app, redemption.id)
    return 'done'
  }
  if (result === 'left') return leave(app, redemption, step)
  if ('failed' in result) {
    await markStep(app.db, { ...mark, state: 'waiting', cause: result.failed })
    const what = await whatOf(app, redemption, step)
    return { failed: `${what}: ${result.failed}` }
  }
  if ('cause' in result) await markStep(app.db, { ...mark, state: 'waiting', cause: result.cause })
  return { retryAfterMs: Math.max(result.retryAfterMs ?? waitMs.unsaid, waitMs.least) }
}

/** After a 429 that doesn't say when to retry, and at least; before the name is set, or the space joined. */
const waitMs = { unsaid: 5_000, least: 100, name: 1_000, space: 1_000 }

/** Whether rooms wait for this step. */
async function isAwaited(app: Doing, redemption: Redemption, step: string): Promise<boolean> {
  if (step === 'name') return true
  const { room, space } = await findRoom(app, redemption, step)
  return room !== undefined && room === space
}

/** The step stays as it is, with the cause of its last failure, and the operator is told. */
async function leave(app: Doing, { id, invite_id: invite }: Redemption, step: string) {
  const before = await findStep(app.db, id, step)
  const cause = before?.cause ?? null
  await markStep(app.db, { id, step, state: 'left', cause, now: app.clock() })
  const lacking = [cause === null ? step : `${step}: ${cause}`]
  app.observe({ kind: 'newcomer_not_introduced', invite, redemption: id, lacking })
  return 'done' as const
}

async function whatOf(app: Doing, redemption: Redemption, step: string): Promise<string> {
  if (step === 'name') return 'display name'
  if (step === 'mail') return 'mail address'
  return step === 'dm' ? 'direct room' : ((await findRoom(app, redemption, step)).room ?? 'room')
}

interface Task {
  step: string
  /** The id of the job. */
  job: string
}

function take(app: Doing, redemption: Redemption, { step, job }: Task): Promise<Result> {
  if (step === 'name') return setName(app, redemption)
  if (step === 'mail') return addMail(app, redemption)
  return step === 'dm' ? openDirectRoom(app, redemption, job) : joinRoom(app, redemption, step)
}

async function setName(app: Doing, redemption: Redemption): Promise<Result> {
  const { id, display_name: name } = redemption
  if (name === null) return true
  const result = await act(app, redemption, (newcomer) => newcomer.setDisplayName(name))
  if (result === true) await eraseDisplayName(app.db, id)
  return result
}

/** The address that the invitation was sent to, unless it was erased meanwhile. */
async function addMail({ db, homeserver }: Doing, redemption: Redemption): Promise<StepResult> {
  const { invite_id: invite, localpart, account_ref: ref } = redemption
  const found = await addressOfInvite(db, invite)
  if (!found) return true
  if (!homeserver.addMail) {
    return { failed: 'the homeserver as it is configured now can’t be given mail addresses' }
  }
  return homeserver.addMail({ localpart, ref }, found.address)
}

/** The room of a step, unless the profile lacks it by now; and the first room, the space. */
async function findRoom(app: Doing, { id }: Redemption, step: string) {
  const { rooms } = await profileOfAccount(app, app.db, id)
  return { room: rooms.find((one) => roomStep(one) === step), space: rooms[0] }
}

async function joinRoom(app: Doing, redemption: Redemption, step: string): Promise<Result> {
  const { room, space } = await findRoom(app, redemption, step)
  if (room === undefined || space === undefined) return true
  if (isNameFirst(app, redemption)) return { retryAfterMs: waitMs.name }
  if (room !== space && (await isSpaceFirst(app, redemption, space))) {
    return { retryAfterMs: waitMs.space }
  }
  if (!app.homeserver.bySession) return act(app, redemption, (newcomer) => newcomer.join(room))
  if (room === space) {
    const user = `@${redemption.localpart}:${app.serverName()}`
    return act(app, redemption, (newcomer) => joinSpace(app, newcomer, { space, user }))
  }
  const result = await act(app, redemption, (newcomer) => newcomer.join(room))
  return result === 'left' ? result : unlessEarly(app, redemption, { space, result })
}

/** With the member who invited. */
async function openDirectRoom(app: Doing, redemption: Redemption, job: string): Promise<Result> {
  const { directMessage } = await profileOfAccount(app, app.db, redemption.id)
  const inviter = (await findAccount(app.db, redemption.id))?.invited_by ?? ''
  if (!directMessage || !isMatrixId(inviter)) return true
  if (isNameFirst(app, redemption)) return { retryAfterMs: waitMs.name }
  const wanted = { other: inviter, aliasName: `lk-${job}` }
  return act(app, redemption, (newcomer) => newcomer.openDirectRoom(wanted))
}

async function act(
  app: Doing,
  redemption: Redemption,
  work: (newcomer: Newcomer) => Promise<StepResult>,
): Promise<Answer> {
  const { actFor, bySession } = app.homeserver
  if (!actFor && !bySession) {
    return { failed: 'the homeserver as it is configured now can’t act for an account' }
  }
  return actFor
    ? actLater(await actFor(redemption.localpart, redemption.account_ref), work)
    : actBySession(app, redemption, work)
}

async function actLater(
  newcomer: Awaited<ReturnType<NonNullable<Doing['homeserver']['actFor']>>>,
  work: (newcomer: Newcomer) => Promise<StepResult>,
): Promise<StepResult> {
  if (!('join' in newcomer)) return newcomer
  try {
    return await work(newcomer)
  } finally {
    await newcomer.endSession()
  }
}

async function actBySession(
  app: Doing,
  redemption: Redemption,
  work: (newcomer: Newcomer) => Promise<StepResult>,
): Promise<Answer> {
  const session = await findSessionToken(app, redemption)
  if (session === null || !app.homeserver.bySession) return 'left'
  if (!('token' in session)) return session
  return work(app.homeserver.bySession.actFor(redemption.localpart, session.token))
}
