import type { JoinRule } from '../../ports/account-actions.ts'
import { errcodeOf } from './answers.ts'
import type { Client } from './client.ts'
import { isOk } from './client-server.ts'

const known = ['public', 'knock', 'restricted', 'knock_restricted', 'invite', 'private'] as const

/**
 * How a room is joined, as whoever has no account is told (client-server API, room summary). Not every
 * homeserver has that.
 */
export async function joinRuleOf(client: Client, room: string): Promise<JoinRule> {
  const answer = await client.call({
    name: 'room summary',
    method: 'GET',
    path: `/_matrix/client/v1/room_summary/${encodeURIComponent(room)}`,
  })
  if (answer.kind === 'answered' && answer.status === 404) {
    return errcodeOf(answer) === 'M_NOT_FOUND' ? 'hidden' : 'unknown'
  }
  const rule = isOk(answer) ? answer.json['join_rule'] : undefined
  return known.find((one) => one === rule) ?? 'unknown'
}
