import type { StepResult } from '../../ports/account-actions.ts'
import type { IntroductionRow } from '../../store/introduction-rows.ts'
import { findStep, listSteps } from '../../store/introductions.ts'
import { moveJob } from '../../store/jobs.ts'
import type { Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { roomStep } from './introduction.ts'

/*
 * In which order the steps of an introduction are done: the display name, the space (the first room), the
 * other rooms. A step that waits for another is postponed, and due as soon as that one is done.
 */

type Tools = Pick<Context, 'db' | 'clock'>

/** How long after the account was made a room waits until the display name is set, in ms. */
const nameFirstMs = 2 * 60_000

/**
 * Rooms show the name that somebody has at the join. Synapse brings a later one into the rooms in the
 * background, but never after a 429, which it answers when the name is already stored.
 */
export function isNameFirst({ clock }: Pick<Tools, 'clock'>, redemption: Redemption): boolean {
  const { display_name: name, ended_at: madeAt } = redemption
  const age = clock() - (madeAt ?? 0)
  return name !== null && age >= 0 && age < nameFirstMs
}

/** How long a room waits for the first answer about the space, in ms. */
const spaceFirstMs = 3 * 60_000

/** Whether the space was not tried yet. Where joining it fails, or is limited for long, nobody waits. */
export async function isSpaceFirst(
  { db, clock }: Tools,
  { id }: Redemption,
  space: string,
): Promise<boolean> {
  const first = await findStep(db, id, roomStep(space))
  const age = clock() - (first?.changed_at ?? 0)
  return first?.state === 'waiting' && first.cause === null && age >= 0 && age < spaceFirstMs
}

/** Refused, which doesn't count as an attempt. */
export interface Postponed {
  retryAfterMs: number
  cause: string
}

/**
 * A restricted room lets in the members of the space: as long as that is still to be joined, a refusal
 * doesn't use up an attempt.
 */
export async function unlessEarly(
  { db, clock }: Tools,
  { id, ended_at: madeAt }: Redemption,
  { space, result }: { space: string; result: StepResult },
): Promise<StepResult | Postponed> {
  if (result === true || !('failed' in result)) return result
  const steps = await listSteps(db, [id])
  if (steps.find(({ step }) => step === roomStep(space))?.state !== 'waiting') return result
  const pauseMs = Math.max(0, clock() - (madeAt ?? 0)) / 10
  const retryAfterMs = Math.min(Math.max(pauseMs, earlyMs.least), earlyMs.most)
  return { retryAfterMs, cause: result.failed }
}

/** The wait of a room that is refused while the space is still to be joined. */
const earlyMs = { least: 2_000, most: 10 * 60_000 }

/** The name or the space is done: the rooms that waited are due. */
export async function hurryRooms({ db }: Pick<Tools, 'db'>, id: string): Promise<void> {
  for (const { step } of (await listSteps(db, [id])).filter(isWaitingRoom)) {
    await moveJob(db, 'introduce', `${id}:${step}`, 0)
  }
}

function isWaitingRoom({ step, state }: IntroductionRow): boolean {
  return step.startsWith('room-') && state === 'waiting'
}
