import type { Answered, Call, Failed } from '../client/client.ts'
import { isOk } from '../client/client-server.ts'
import type { Tristate } from '../../ports/account-actions.ts'

type Ask = (call: Call) => Promise<Answered | Failed>
type Content = Record<string, unknown>

/**
 * Whether the administrator can join others to the room with this id (`none`: it doesn't exist): as a
 * member, and by an invitation unless the room is public (Synapse's docs/admin_api/room_membership.md).
 */
export async function mayJoinOthers(call: Ask, id: string): Promise<Tristate> {
  if (id === 'none') return 'no'
  const get = (name: string, path: string) =>
    call({ name, method: 'GET', path: `/_matrix/client/v3/${path}` })
  const joined = await get('rooms', 'joined_rooms')
  if (!isOk(joined) || !Array.isArray(joined.json['joined_rooms'])) return 'unknown'
  if (!joined.json['joined_rooms'].includes(id)) return 'no'
  const room = `rooms/${encodeURIComponent(id)}/state`
  const [rules, levels, creation, me] = await Promise.all([
    get('room state', `${room}/m.room.join_rules/`),
    get('room state', `${room}/m.room.power_levels/`),
    get('room state', `${room}/m.room.create/?format=event`),
    get('whoami', 'account/whoami'),
  ])
  if (isOk(rules) && rules.json['join_rule'] === 'public') return 'yes'
  const user = isOk(me) ? me.json['user_id'] : undefined
  if (!isOk(rules) || typeof user !== 'string') return 'unknown'
  if (isOk(creation) && isCreator(creation.json, user)) return 'yes'
  if (!isOk(levels)) return 'unknown'
  return powerOf(levels.json, user) >= numberIn(levels.json['invite'], 0) ? 'yes' : 'no'
}

/** From room version 12 on, creators have more power than any level. */
function isCreator({ sender, content }: Content, user: string): boolean {
  const { additional_creators: more, room_version: version } = { ...Object(content) } as Content
  if (Number(version) < 12 || Number.isNaN(Number(version))) return false
  return sender === user || (Array.isArray(more) && more.includes(user))
}

function powerOf({ users, users_default: usual }: Content, user: string): number {
  return numberIn(({ ...Object(users) } as Content)[user], numberIn(usual, 0))
}

/** Old rooms may have levels as text. */
function numberIn(level: unknown, unset: number): number {
  return level === undefined ? unset : Number(level)
}
