import type { SynapseAddress } from '../../tools/synapse.ts'
import { countOtherDevices } from '../homeservers/dendrites.ts'
import { newRoom } from '../homeservers/synapses.ts'
import { newAddress } from '../support/address.ts'
import { asking, makeRooms } from '../support/rooms.ts'

/** A membership event of a room (client-server API, `m.room.member`). */
export interface MemberEvent {
  state_key: string
  content: {
    membership: string
    displayname?: string | null
    join_authorised_via_users_server?: string
  }
}

/** What an administrator of Synapse sees of rooms and people. */
export interface SynapseRooms {
  bySession: boolean
  rooms: readonly string[]
  /** A position in a room's timeline. */
  now: (room: string) => Promise<string>
  /** The membership events after a position, oldest first. */
  since: (room: string, position: string) => Promise<MemberEvent[]>
  /** The display name; null if there is no such account. */
  nameOf: (user: string) => Promise<string | null>
  countDevices: (person: { user: string; localpart: string; password: string }) => Promise<number>
  /** Gives an account the display name `chosenName`, as its owner might. */
  rename: (localpart: string) => Promise<void>
  /** Whom that was done to. */
  renamed: ReadonlySet<string>
}

export const chosenName = 'My own choice'

/**
 * Two new rooms that only this administrator can join people to; `bySession`: a public space, and a room
 * that only its members can join.
 */
export async function openRooms(
  at: SynapseAddress,
  adminToken: string,
  { bySession, isDendrite }: { bySession: boolean; isDendrite: boolean },
): Promise<SynapseRooms> {
  const renamed = new Set<string>()
  const newOne = () => newRoom(at, adminToken, 'private_chat')
  const rooms = bySession
    ? (await makeRooms(asking(at, adminToken), at.serverName)).ids.slice(0, 2)
    : [await newOne(), await newOne()]
  const get = <Answer>(path: string) => ask<Answer>(at, { path, token: adminToken })
  const messages = (room: string, query: string) =>
    get<Page>(`/_matrix/client/v3/rooms/${encodeURIComponent(room)}/messages?${query}`)
  return {
    bySession,
    rooms,
    now: async (room) => (await messages(room, 'dir=b&limit=1')).start,
    since: async (room, position) => {
      // Dendrite's timeline doesn't go forwards from a token: only the last event of each member is seen.
      if (isDendrite) {
        const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/members`
        return (await get<Pick<Page, 'chunk'>>(path)).chunk
      }
      const events: MemberEvent[] = []
      let from: string | undefined = position
      while (from !== undefined) {
        const { chunk, end }: Page = await messages(room, `dir=f&from=${from}&${onlyMembers}`)
        events.push(...chunk)
        from = end
      }
      return events
    },
    nameOf: async (user) => {
      const { displayname } = await get<{ displayname?: string }>(profileOf(user))
      return displayname ?? null
    },
    countDevices: async ({ user, localpart, password }) => {
      if (isDendrite) return countOtherDevices(at, localpart, password)
      const path = `/_synapse/admin/v2/users/${encodeURIComponent(user)}/devices`
      return (await get<{ total: number }>(path)).total
    },
    rename: async (localpart) => {
      renamed.add(localpart)
      const path = `${profileOf(`@${localpart}:${at.serverName}`)}/displayname`
      // Also answered 429: the name is stored first.
      await ask(at, { path, method: 'PUT', body: { displayname: chosenName }, token: adminToken })
    },
    renamed,
  }
}

interface Page {
  chunk: MemberEvent[]
  start: string
  /** Missing after the last event. */
  end?: string
}

const onlyMembers = `limit=500&filter=${encodeURIComponent('{"types":["m.room.member"]}')}`

function profileOf(user: string): string {
  return `/_matrix/client/v3/profile/${encodeURIComponent(user)}`
}

interface Request {
  path: string
  method?: string
  body?: object
  token?: string
}

async function ask<Answer>(
  { url }: SynapseAddress,
  { path, method = 'GET', body, token }: Request,
): Promise<Answer> {
  const reply = await fetch(url + path, {
    method,
    headers: {
      'x-forwarded-for': newAddress(),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return (await reply.json()) as Answer
}
