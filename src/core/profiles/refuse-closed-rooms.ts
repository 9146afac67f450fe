import { Problem } from '../../shared/errors.ts'
import type { Profile } from '../../model/profile.ts'
import type { Bot } from '../../ports/bot.ts'
import type { JoinRule } from '../../ports/account-actions.ts'
import { standingIn } from '../bot/power.ts'
import type { Context } from '../context.ts'

/*
 * Where only a newcomer's own session joins rooms, it has to be let in: into the space because that is
 * public or the bot invites there, into the other rooms because they are public or restricted to the space.
 * What can't be found out is not refused.
 */

export type Looking = Pick<Context, 'homeserver' | 'bot'>

/** Problem `rooms_closed`. */
export async function refuseClosedRooms(
  { homeserver, bot }: Looking,
  profiles: readonly Profile[],
): Promise<void> {
  const { bySession, joinRuleOf } = homeserver
  if (!bySession || !joinRuleOf) return
  const helper = await bot()
  for (const { rooms } of profiles) {
    const [space, ...others] = rooms
    if (space === undefined) continue
    if (isClosed[await joinRuleOf(space)] && !(await mayInvite(helper, space))) {
      throw closed(`${space}, the first room, is private: make it public, ${orBot}`)
    }
    for (const room of others) {
      if (await isShut(joinRuleOf, helper, { room, space })) {
        throw closed(`${room} is neither public nor restricted to ${space}: make it so, ${orToken}`)
      }
    }
  }
}

const orToken = 'leave it out, or set homeserver.admin_token at Synapse.'
const orBot = `let the bot of latchkey bot set-up invite there, ${orToken}`

function closed(detail: string): Problem {
  return new Problem('rooms_closed', { detail })
}

/** Of a space. `hidden`: it can't be public, and there is no other room that could let somebody in. */
const isClosed: Record<JoinRule, boolean> = {
  public: false,
  knock: true,
  restricted: true,
  knock_restricted: true,
  invite: true,
  private: true,
  hidden: true,
  unknown: false,
}

async function mayInvite(bot: Bot | undefined, room: string): Promise<boolean> {
  return bot !== undefined && (await standingIn(bot, room)).kind === 'able'
}

interface Placed {
  room: string
  space: string
}

/** The bot sees the rule of a room that it is in. To others a restricted room is hidden, like a private one. */
async function isShut(
  joinRuleOf: (room: string) => Promise<JoinRule>,
  bot: Bot | undefined,
  { room, space }: Placed,
): Promise<boolean> {
  const rule = await joinRuleOf(room)
  if (rule !== 'hidden' || !bot) return rule !== 'public' && rule !== 'hidden' && rule !== 'unknown'
  const [id, spaceId] = await Promise.all([bot.resolve(room), bot.resolve(space)])
  if (id.kind !== 'done' || spaceId.kind !== 'done') return false
  const seen = await bot.state(id.value, 'm.room.join_rules')
  if (seen.kind !== 'done') return false
  const { join_rule: exact, allow } = seen.value
  const isRestricted = exact === 'restricted' || exact === 'knock_restricted'
  return !(isRestricted && JSON.stringify(allow ?? []).includes(JSON.stringify(spaceId.value)))
}
