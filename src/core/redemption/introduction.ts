import type { Profile } from '../../model/profile.ts'
import type { StepResult, Newcomer } from '../../ports/homeserver.ts'
import { noteReason, type Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { profileOfAccount } from '../profiles/effective.ts'
import { startDeadline } from '../line/deadline.ts'
import type { Attempted } from '../line/rate-limit.ts'

/** How long a rate limit on joining is waited out, in ms. */
const introductionTimeoutMs = 15 * 60_000

/**
 * Sets the display name of a new account (the name as typed, with capitals) and joins it to the rooms
 * of its profile. Failures don't affect the account: the operator is informed, and the last page links
 * to the rooms. May take longer than the person waits, as homeservers rate-limit joining. Finally ends
 * the session. Only for sessions that end with this process: where the driver can act later, jobs do it
 * (introduce-later.ts).
 */
export async function introduce(
  app: Pick<Context, 'config' | 'db' | 'observe' | 'joins' | 'draining'>,
  newcomer: Newcomer,
  { id, invite_id: invite, localpart }: Redemption,
  typed: string,
): Promise<void> {
  using deadline = startDeadline(introductionTimeoutMs, app.draining)
  const waiting = { lane: 'everybody', signal: deadline.signal }
  const step = async (what: string, work: () => Promise<StepResult>) => {
    const done = await app.joins(what).retryWhileLimited(waiting, () => attempt(work))
    if (done === true) return []
    const cause = done && 'failed' in done ? done.failed : 'limited for too long'
    return [`${what}: ${cause}`]
  }
  const name = displayName(typed, localpart)
  const { rooms } = await profileOfAccount(app, app.db, id)
  const steps = rooms.map((room) => step(room, () => newcomer.join(room)))
  if (name !== localpart) steps.push(step('display name', () => newcomer.setDisplayName(name)))
  try {
    const lacking = (await Promise.all(steps)).flat()
    if (lacking.length > 0) {
      app.observe({ kind: 'newcomer_not_introduced', invite, redemption: id, lacking })
      const why = { reason: 'not_introduced', cause: lacking.join('; ') }
      // The log has it. The account exists, whatever becomes of this note.
      await noteReason(app.db, id, why).catch(() => {})
    }
  } finally {
    await newcomer.endSession()
  }
}

async function attempt(work: () => Promise<StepResult>): Promise<Attempted<StepResult>> {
  const result = await work()
  return result === true || 'failed' in result
    ? { limited: false, result }
    : { limited: true, result, retryAfterMs: result.retryAfterMs }
}

/** Whether there is anything to do for a new account in its own session. */
export function isIntroduced({ rooms }: Profile, typed: string, localpart: string): boolean {
  return rooms.length > 0 || displayName(typed, localpart) !== localpart
}

/** The localpart as typed: `Ana` from `Ana` or `@Ana:example.org`, for `ana`. */
export function displayName(typed: string, localpart: string): string {
  const start = typed.toLowerCase().indexOf(localpart)
  return start < 0 ? localpart : typed.slice(start, start + localpart.length)
}
