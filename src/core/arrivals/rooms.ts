import type { Job, JobOutcome } from '../../model/job.ts'
import type { Bot } from '../../ports/bot.ts'
import { findInvited, type InvitedAccount } from '../../store/invited-find.ts'
import { standingIn } from '../bot/power.ts'
import type { Arriving } from './invite-account.ts'
import { membershipOf } from './membership.ts'
import { mostMoreRooms } from './room-jobs.ts'

/** Invites somebody who was invited to the space to one room more. The space may let them in by itself. */
export async function inviteToRoom(app: Arriving, { payload }: Job): Promise<JobOutcome> {
  const row = await findInvited(app.db, String(payload['account']))
  if (!row || row.address === '' || (row.state !== 'invited' && row.state !== 'joined'))
    return 'done'
  const room = (await app.profileOf(row)).rooms[Number(payload['room'])]
  if (room === undefined) return 'done'
  const bot = await app.bot()
  if (!bot) return { failed: `${room}: latchkey bot set-up has to run` }
  const standing = await standingIn(bot, room)
  if (standing.kind !== 'able') return { failed: `${room}: the bot ${wordsOf[standing.kind]}` }
  if ((await membershipOf(bot, standing.room, row.address)) !== 'none') return 'done'
  const answer = await bot.invite(standing.room, row.address)
  if (answer.kind === 'done') return 'done'
  if (answer.kind === 'limited')
    return { retryAfterMs: Math.max(answer.retryAfterMs ?? 5_000, 500) }
  return { failed: `${room}: ${answer.cause}` }
}

/** Takes the invitations to these further rooms back, as far as that is possible now. */
export async function uninviteFromRooms(
  { profileOf }: Pick<Arriving, 'profileOf'>,
  bot: Bot,
  row: Pick<InvitedAccount, 'profile_id'>,
  address: string,
): Promise<void> {
  const { rooms } = await profileOf(row)
  for (const room of rooms.slice(1, 1 + mostMoreRooms)) {
    const found = await bot.resolve(room)
    if (found.kind !== 'done') continue
    const membership = await membershipOf(bot, found.value, address)
    if (membership === 'invite') await bot.kick(found.value, address)
  }
}

const wordsOf = {
  lacks_power: 'lacks power',
  not_in_room: 'is not in it',
  no_room: 'finds no such room',
  token_refused: 'is signed out',
  unknown: 'got no answer',
}
