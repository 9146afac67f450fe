import { createHash } from 'node:crypto'
import type { Job, JobOutcome } from '../../model/job.ts'
import type { Profile } from '../../model/profile.ts'
import type { Homeserver, LaterNewcomer, StepResult } from '../../ports/homeserver.ts'
import { findAccount } from '../../store/guests.ts'
import { eraseDisplayName, findRedemption, type Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { profileOfAccount } from '../profiles/effective.ts'
import { displayName } from './introduction.ts'

/*
 * Introductions where the driver can act for an account at any time (`Homeserver.actFor`): a job a
 * step, made with the account, so that none is lost with a process. Accounts that are found out about
 * later are introduced, too.
 */

/** The name that a job has to set; null if the account has it anyway, or no job can. */
export function nameToSet({ actFor }: Homeserver, typed: string, localpart: string): string | null {
  const name = displayName(typed, localpart)
  return actFor && name !== localpart ? name : null
}

/** What is to be done for a new account, a word each: `name`, `room-…` for each room, `dm`. */
export function introductionSteps(
  name: string | null,
  { rooms, directMessage }: Profile,
): string[] {
  const direct = directMessage ? ['dm'] : []
  return [...(name === null ? [] : ['name']), ...rooms.map(roomStep), ...direct]
}

/** Whatever is added to the rooms of a profile, or moved in them, a step keeps its room. */
export function roomStep(room: string): string {
  return `room-${createHash('sha256').update(room).digest('hex').slice(0, 16)}`
}

type Doing = Pick<Context, 'config' | 'db' | 'homeserver' | 'clock'>

/** Does one step. Somebody who was forgotten, or what the profile lacks by now, needs none. */
export async function introduceLater(app: Doing, { id, key, payload }: Job): Promise<JobOutcome> {
  const redemption = await findRedemption(app.db, String(payload['redemption']))
  // An empty name: forgotten.
  if (!redemption || redemption.localpart === '') return 'done'
  const [, step = ''] = key.split(':')
  if (step === 'name') return setName(app, redemption)
  return step === 'dm' ? openDirectRoom(app, redemption, id) : joinRoom(app, redemption, step)
}

async function setName(app: Doing, redemption: Redemption): Promise<JobOutcome> {
  const { id, display_name: name } = redemption
  if (name === null) return 'done'
  const result = await act(app, redemption, (newcomer) => newcomer.setDisplayName(name))
  if (result === true) await eraseDisplayName(app.db, id)
  return outcomeOf(result, 'display name')
}

async function joinRoom(app: Doing, redemption: Redemption, step: string): Promise<JobOutcome> {
  const { rooms } = await profileOfAccount(app, app.db, redemption.id)
  const room = rooms.find((one) => roomStep(one) === step)
  if (room === undefined) return 'done'
  if (isNameFirst(app, redemption)) return { retryAfterMs: waitMs.name }
  return outcomeOf(await act(app, redemption, (newcomer) => newcomer.join(room)), room)
}

/** With the member who invited; an invitation of an operator's command or token has none. */
async function openDirectRoom(app: Doing, redemption: Redemption, job: string) {
  const { directMessage } = await profileOfAccount(app, app.db, redemption.id)
  const inviter = (await findAccount(app.db, redemption.id))?.invited_by ?? ''
  if (!directMessage || !inviter.startsWith('@')) return 'done'
  if (isNameFirst(app, redemption)) return { retryAfterMs: waitMs.name }
  const wanted = { other: inviter, aliasName: `lk-${job}` }
  const result = await act(app, redemption, (newcomer) => newcomer.openDirectRoom(wanted))
  return outcomeOf(result, 'direct room')
}

/** How long after the account was made a room waits until the display name is set, in ms. */
const nameFirstMs = 2 * 60_000

/**
 * Rooms show the name that somebody has at the join. Synapse brings a later one into the rooms in the
 * background, but never after a 429, which it answers when the name is already stored.
 */
function isNameFirst({ clock }: Pick<Doing, 'clock'>, redemption: Redemption): boolean {
  const { display_name: name, ended_at: madeAt } = redemption
  const age = clock() - (madeAt ?? 0)
  return name !== null && age >= 0 && age < nameFirstMs
}

async function act(
  { homeserver }: Doing,
  { localpart, account_ref: ref }: Redemption,
  work: (newcomer: LaterNewcomer) => Promise<StepResult>,
): Promise<StepResult> {
  const newcomer = (await homeserver.actFor?.(localpart, ref)) ?? {
    failed: 'the homeserver as it is configured now can’t act for an account',
  }
  if (!('join' in newcomer)) return newcomer
  try {
    return await work(newcomer)
  } finally {
    await newcomer.endSession()
  }
}

/** After a 429 that doesn't say when to retry, and at least; before a name is set. */
const waitMs = { unsaid: 5_000, least: 100, name: 1_000 }

function outcomeOf(result: StepResult, what: string): JobOutcome {
  if (result === true) return 'done'
  if ('failed' in result) return { failed: `${what}: ${result.failed}` }
  return { retryAfterMs: Math.max(result.retryAfterMs ?? waitMs.unsaid, waitMs.least) }
}
