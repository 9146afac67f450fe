import type { Newcomer, StepResult } from '../../ports/account-actions.ts'
import type { Context } from '../context.ts'

/**
 * Joins the space with a session of the newcomer. If that is refused, the bot invites them, to this one
 * room only: homeservers limit invitations strictly.
 */
export async function joinSpace(
  { bot }: Pick<Context, 'bot'>,
  newcomer: Newcomer,
  { space, user }: { space: string; user: string },
): Promise<StepResult> {
  const first = await newcomer.join(space)
  if (first === true || !('failed' in first)) return first
  const helper = await bot()
  if (!helper) return first
  const room = await helper.resolve(space)
  const invited = room.kind === 'done' ? await helper.invite(room.value, user) : room
  if (invited.kind === 'limited') {
    const { retryAfterMs } = invited
    return retryAfterMs === undefined ? {} : { retryAfterMs }
  }
  // A refusal may mean that they were invited before.
  const second = await newcomer.join(space)
  if (invited.kind === 'done' || second === true || !('failed' in second)) return second
  return { failed: `${second.failed}; the bot’s invitation: ${invited.cause}` }
}
