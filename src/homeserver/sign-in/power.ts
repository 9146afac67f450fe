import { errcodeOf } from '../client/answers.ts'
import type { Answered, Call, Failed } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'

/** The power of moderators (specification, `m.room.power_levels`). */
const MODERATOR = 50

/** Room versions whose creators are above all power levels (room version 12). */
const CREATORS_RULE = /^(1[2-9]|[2-9]\d|org\.matrix\.hydra\..*)$/

/**
 * Whether somebody has a moderator's power in a room: by an entry of their own in `users`, never by a
 * default for everybody; or as a creator. Null if the room doesn't show it. `ask`: as a member of it.
 */
export async function hasPower(
  ask: (call: Call) => Promise<Answered | Failed>,
  room: string,
  mxid: string,
): Promise<boolean | null> {
  const state = (type: string, query = '') =>
    ask({
      name: 'room state',
      method: 'GET',
      path: `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/state/${type}/${query}`,
    })
  const [levels, create] = await Promise.all([
    state('m.room.power_levels'),
    state('m.room.create', '?format=event'),
  ])
  // Who isn't in the room has no power in it.
  if (levels.kind === 'answered' && errcodeOf(levels) === 'M_FORBIDDEN') return false
  if (!isOk(levels)) return null
  const users = Object(levels.json['users']) as Record<string, unknown>
  const level = Object.hasOwn(users, mxid) ? Number(users[mxid]) : 0
  return level >= MODERATOR || (isOk(create) && isCreator(create.json, mxid))
}

/** `event`: the whole event, or its content alone from servers that don't know `format`. */
function isCreator(event: Record<string, unknown>, mxid: string): boolean {
  const content = Object(event['content'] ?? event) as Record<string, unknown>
  const { room_version: version, additional_creators: others } = content
  if (!CREATORS_RULE.test(String(version))) return false
  return event['sender'] === mxid || (Array.isArray(others) && others.includes(mxid))
}
