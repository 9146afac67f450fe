import type { StepResult, Newcomer } from '../../ports/homeserver.ts'
import type { Redemption } from '../../store/redemptions.ts'
import type { Context } from '../context.ts'
import { startDeadline } from '../line/deadline.ts'
import type { Attempted } from '../line/rate-limit.ts'

/** For so long, in ms, a rate limit on joining is waited out. */
const introductionTimeoutMs = 15 * 60_000

/**
 * What is done for somebody who has just got an account: their name as they wrote it, with its
 * capitals, and the community's rooms. The account stands in any case: what fails is told to the
 * operator, and the last page shows the way to the rooms. It may take longer than a person waits, where
 * the homeserver lets only so many people a minute into a room. In the end no session of theirs is open.
 */
export async function introduce(
  app: Pick<Context, 'config' | 'observe' | 'joins' | 'draining'>,
  newcomer: Newcomer,
  { id, invite_id: invite, localpart }: Redemption,
  typed: string,
): Promise<void> {
  using deadline = startDeadline(introductionTimeoutMs, app.draining)
  const waiting = { lane: 'everybody', signal: deadline.signal }
  const step = async (what: string, work: () => Promise<StepResult>) => {
    const done = await app.joins(what).patiently(waiting, () => attempt(work))
    return done === true ? [] : [what]
  }
  const name = displayName(typed, localpart)
  const steps = app.config.community.rooms.map((room) => step(room, () => newcomer.join(room)))
  if (name !== localpart) steps.push(step('display name', () => newcomer.setDisplayName(name)))
  try {
    const lacking = (await Promise.all(steps)).flat()
    if (lacking.length > 0) {
      app.observe({ kind: 'newcomer_not_introduced', invite, redemption: id, lacking })
    }
  } finally {
    await newcomer.endSession()
  }
}

async function attempt(work: () => Promise<StepResult>): Promise<Attempted<StepResult>> {
  const result = await work()
  return typeof result === 'boolean'
    ? { limited: false, result }
    : { limited: true, result, retryAfterMs: result.retryAfterMs }
}

/** `Ana` of `Ana` and of `@Ana:example.org`, for `ana`. */
function displayName(typed: string, localpart: string): string {
  const start = typed.toLowerCase().indexOf(localpart)
  return start < 0 ? localpart : typed.slice(start, start + localpart.length)
}
