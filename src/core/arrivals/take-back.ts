import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { findInvited, type InvitedAccount } from '../../store/invited-find.ts'
import { standingIn } from '../bot/power.ts'
import { onlyAuthor } from '../permissions.ts'
import { end } from './follow.ts'
import type { Arriving } from './invite-account.ts'
import { membershipOf } from './membership.ts'
import { onTheWayFor } from './on-the-way.ts'
import { uninviteFromRooms } from './rooms.ts'
import { spaceOf } from './space.ts'

/** One invited account. Problem: `invited_unknown`, also for those whom the actor may not see. */
export async function invitedOf(
  { db }: Pick<Arriving, 'db'>,
  id: string,
  actor: Actor,
): Promise<InvitedAccount> {
  const author = onlyAuthor(actor, 'people:read')
  const row = await findInvited(db, id)
  if (!row || (author !== null && row.invited_by !== author)) throw new Problem('invited_unknown')
  return row
}

/**
 * Takes the invitation of an account back, and its place with it. Whoever has come in stays. Problems:
 * `invited_unknown`, `invited_decided`, `homeserver_unavailable`.
 */
export async function takeBack(app: Arriving, id: string, actor: Actor): Promise<InvitedAccount> {
  onlyAuthor(actor, 'invites:change')
  const row = await invitedOf(app, id, actor)
  if (row.state !== 'invited' && row.state !== 'declined') throw new Problem('invited_decided')
  const lateMs = onTheWayFor(app, row.asked_at)
  if (lateMs > 0) {
    const detail = 'A request to invite them is still on its way.'
    throw new Problem('homeserver_unavailable', { retryAfter: Math.ceil(lateMs / 1000), detail })
  }
  if (row.state === 'invited' && (await uninvite(app, row)) === 'join') {
    await end(app, row, { state: 'joined', place: 'used' }, 'account.came_in')
    throw new Problem('invited_decided')
  }
  const from = { actor, from: [row.state] }
  await end(app, row, { state: 'taken_back', place: 'none' }, 'account.taken_back', from)
  return (await findInvited(app.db, id)) ?? row
}

/** The membership afterwards. */
async function uninvite(app: Arriving, row: InvitedAccount): Promise<'join' | 'none'> {
  const [bot, space] = [await app.bot(), await spaceOf(app, row)]
  const standing = bot && space !== null ? await standingIn(bot, space) : undefined
  if (!bot || standing?.kind !== 'able') {
    const detail = `The bot can’t act in the space: ${standing?.kind ?? 'it is not set up'}.`
    throw new Problem('homeserver_unavailable', { detail })
  }
  const found = await membershipOf(bot, standing.room, row.address)
  if (found === 'join') return 'join'
  const answer = found === 'invite' ? await bot.kick(standing.room, row.address) : null
  if (found === 'unknown' || (answer !== null && answer.kind !== 'done')) {
    const detail = answer !== null && 'cause' in answer ? answer.cause : 'No answer.'
    throw new Problem('homeserver_unavailable', { detail })
  }
  await uninviteFromRooms(app, bot, row, row.address)
  return 'none'
}
