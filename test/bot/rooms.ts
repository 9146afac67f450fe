import assert from 'node:assert/strict'
import type { Database } from '../../src/store/schema.ts'
import { saveBotAccount } from '../../src/store/bot.ts'
import type { SynapseAddress } from '../../tools/synapse.ts'
import { goodPassword, newAccount } from '../homeservers/synapses.ts'
import { newName } from '../support/synapse-client.ts'

/** Somebody at a homeserver, and what they ask it. */
export interface Person {
  mxid: string
  ask: (
    method: string,
    path: string,
    body?: object,
  ) => Promise<{ status: number; json: Record<string, unknown> }>
}

/** Somebody new. */
export async function newPerson(address: SynapseAddress, start = 'eva'): Promise<Person> {
  const { access_token: token, user_id: mxid } = await newAccount(address, { name: newName(start) })
  assert.equal(typeof token, 'string')
  return personOf(address.url, String(mxid), String(token))
}

export function personOf(url: string, mxid: string, token: string): Person {
  return {
    mxid,
    ask: async (method, path, body) => {
      const reply = await fetch(`${url}/_matrix/client/v3/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return { status: reply.status, json: (await reply.json()) as Record<string, unknown> }
    },
  }
}

/** The id and the alias of a new room, or space, of this person. */
export async function newRoomOf(
  owner: Person,
  wanted: Record<string, unknown> = {},
): Promise<{ id: string; alias: string }> {
  const name = newName('room')
  const { json } = await owner.ask('POST', 'createRoom', {
    preset: 'private_chat',
    room_alias_name: name,
    ...wanted,
  })
  const server = owner.mxid.slice(owner.mxid.indexOf(':'))
  return { id: String(json['room_id']), alias: `#${name}${server}` }
}

/** Gives somebody this power in a room of the owner. */
export async function givePower(
  owner: Person,
  room: string,
  mxid: string,
  level = 50,
): Promise<void> {
  const path = `rooms/${encodeURIComponent(room)}/state/m.room.power_levels/`
  const { json: levels } = await owner.ask('GET', path)
  const users = { ...Object(levels['users']), [mxid]: level }
  const { status } = await owner.ask('PUT', path, { ...levels, users })
  assert.equal(status, 200)
}

/** Has the homeserver refuse all invitations to somebody (MSC4380), or none. */
export async function blockInvitations(person: Person, action: 'block' | 'allow' = 'block') {
  const data = 'account_data/m.invite_permission_config'
  const path = `user/${encodeURIComponent(person.mxid)}/${data}`
  const { status } = await person.ask('PUT', path, { default_action: action })
  assert.equal(status, 200)
}

/** Sets a bot up without a login, of which the shared Synapse allows few. Its Matrix id. */
export async function plantBot({ db }: { db: Database }, address: SynapseAddress): Promise<string> {
  const { access_token: token, user_id: mxid } = await newAccount(address, { name: newName('bot') })
  const userId = String(mxid)
  await saveBotAccount(db, { userId, token: String(token), masId: null })
  return userId
}

export { goodPassword }
