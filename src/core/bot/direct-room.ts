import type { Bot, BotAnswer, BotFailure } from '../../ports/bot.ts'
import { newId } from '../../shared/ids.ts'
import { botPerson, keepDirectRoom } from '../../store/bot-people.ts'
import type { Context } from '../context.ts'

/*
 * The one room in which the bot writes to somebody: private and not encrypted, as the bot can't encrypt.
 * `createRoom` takes no transaction id: until the room is known, its alias tells that an earlier attempt made it.
 */

type Tools = Pick<Context, 'db' | 'clock' | 'random'>

/** A room to write to; `left`: they left it, or block invitations, so they want nothing of the bot. */
export type DirectRoom = { kind: 'room'; room: string } | { kind: 'left' }

/** Makes the room at the first call, and invites them. */
export async function directRoomWith(
  app: Tools,
  bot: Bot,
  mxid: string,
): Promise<DirectRoom | BotFailure> {
  const person = await botPerson(app.db, mxid, `lk-${newId(app.clock(), app.random)}`)
  if (person.room !== null) return seenIn(bot, person.room, mxid)
  const made = await makeRoom(bot, mxid, person.alias)
  if (made.kind !== 'done') return isBlocked(made) ? { kind: 'left' } : made
  const room = made.value
  const listed = await bot.listAsDirect(mxid, room)
  if (listed.kind !== 'done') return listed
  await keepDirectRoom(app.db, mxid, room)
  // Only tidies up: nothing depends on it.
  await bot.deleteAlias(aliasOf(bot, person.alias))
  return { kind: 'room', room }
}

async function makeRoom(bot: Bot, mxid: string, alias: string): Promise<BotAnswer<string>> {
  const before = await bot.resolve(aliasOf(bot, alias))
  if (before.kind === 'done') return inviteAgain(bot, mxid, before.value)
  if (before.kind !== 'refused' || before.status !== 404) return before
  const made = await bot.createRoom({
    preset: 'private_chat',
    isDirect: true,
    // Invited here, because invitations of their own are limited far more strictly.
    invite: [mxid],
    aliasName: alias,
  })
  if (made.kind !== 'refused' || made.errcode !== 'M_ROOM_IN_USE') return made
  return bot.resolve(aliasOf(bot, alias))
}

/** An earlier `createRoom` may have failed at the invitation. */
async function inviteAgain(bot: Bot, mxid: string, room: string): Promise<BotAnswer<string>> {
  const member = await bot.state(room, 'm.room.member', mxid)
  if (member.kind === 'done') return { kind: 'done', value: room }
  if (member.kind !== 'refused' || member.status !== 404) return member
  const invited = await bot.invite(room, mxid)
  return invited.kind === 'done' ? { kind: 'done', value: room } : invited
}

function isBlocked(answer: BotFailure): boolean {
  return answer.kind === 'refused' && answer.errcode === 'M_INVITE_BLOCKED'
}

async function seenIn(bot: Bot, room: string, mxid: string): Promise<DirectRoom | BotFailure> {
  const member = await bot.state(room, 'm.room.member', mxid)
  if (member.kind === 'refused' && isGone(member.status)) return { kind: 'left' }
  if (member.kind !== 'done') return member
  const isThere = ['join', 'invite'].includes(String(member.value['membership']))
  return isThere ? { kind: 'room', room } : { kind: 'left' }
}

/** The bot was removed from the room, or it has no such member. A proxy's 502 says neither. */
function isGone(status: number): boolean {
  return status === 403 || status === 404
}

function aliasOf({ userId }: Bot, name: string): string {
  return `#${name}${userId.slice(userId.indexOf(':'))}`
}
