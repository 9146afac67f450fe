import { setTimeout as pause } from 'node:timers/promises'
import type { Newcomer } from '../homeserver/homeserver.ts'
import type { Redemption } from '../store/redemptions.ts'
import type { Context } from './context.ts'

/** For so long, in ms, whoever has their account waits for their name and their rooms. */
const patience = 5_000

/**
 * What is done for somebody who has just got an account: their name as they wrote it, with its
 * capitals, and the community's rooms. The account stands in any case: what fails is told to the
 * operator, and the last page shows the way to the rooms.
 */
export async function introduce(
  { config, observe }: Pick<Context, 'config' | 'observe'>,
  newcomer: Newcomer,
  { id, invite_id: invite, localpart }: Redemption,
  typed: string,
): Promise<void> {
  const steps = config.community.rooms.map((room) => ({ what: room, done: newcomer.join(room) }))
  const name = displayName(typed, localpart)
  if (name !== localpart) {
    steps.push({ what: 'display name', done: newcomer.setDisplayName(name) })
  }
  const tooLate = pause(patience, false, { ref: false })
  const done = await Promise.all(steps.map((step) => Promise.race([step.done, tooLate])))
  const lacking = steps.flatMap(({ what }, at) => (done[at] ? [] : [what]))
  if (lacking.length > 0) {
    observe({ kind: 'newcomer_not_introduced', invite, redemption: id, lacking })
  }
}

/** `Ana` of `Ana` and of `@Ana:example.org`, for `ana`. */
function displayName(typed: string, localpart: string): string {
  const start = typed.toLowerCase().indexOf(localpart)
  return start < 0 ? localpart : typed.slice(start, start + localpart.length)
}
