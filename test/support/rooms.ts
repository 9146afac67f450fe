import assert from 'node:assert/strict'
import type { SynapseAddress } from '../../tools/synapse.ts'
import { goodPassword } from '../homeservers/synapses.ts'
import { newName } from './synapse-client.ts'

export type Json = Record<string, unknown>
export type Ask = (method: string, path: string, body?: object) => Promise<Json>

/** Asks as somebody; fails unless it is answered 200. */
export function asking({ url }: SynapseAddress, token: string): Ask {
  return async (method, path, body) => {
    const reply = await fetch(`${url}/_matrix/client/v3${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
    })
    const json = (await reply.json()) as Json
    assert.equal(reply.status, 200, `${method} ${path}: ${JSON.stringify(json)}`)
    return json
  }
}

/** As somebody with `goodPassword`. */
export async function signIn(at: SynapseAddress, user: string): Promise<Ask> {
  const identifier = { type: 'm.id.user', user }
  const body = { type: 'm.login.password', identifier, password: goodPassword }
  const reply = await fetch(`${at.url}/_matrix/client/v3/login`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  return asking(at, String(((await reply.json()) as Json)['access_token']))
}

/** A public space, a room that only its members may join, and a public one. */
export async function makeRooms(
  owner: Ask,
  serverName: string,
): Promise<{ ids: string[]; rooms: string[] }> {
  const make = async (body: object) =>
    String((await owner('POST', '/createRoom', { room_version: '10', ...body }))['room_id'])
  const alias = newName('club')
  const space = await make({
    preset: 'public_chat',
    room_alias_name: alias,
    creation_content: { type: 'm.space' },
  })
  const allow = [{ type: 'm.room_membership', room_id: space }]
  const content = { join_rule: 'restricted', allow }
  const rule = { type: 'm.room.join_rules', state_key: '', content }
  const members = await make({ preset: 'private_chat', initial_state: [rule] })
  const open = await make({ preset: 'public_chat' })
  return { ids: [space, members, open], rooms: [`#${alias}:${serverName}`, members, open] }
}
