import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import {
  countDevices,
  newAdmin,
  newRegistrationToken,
  newRoom,
  ownSynapse,
  withTokens,
} from '../homeservers/synapses.ts'
import { needs } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { newVisitor } from '../support/visitor.ts'

/*
 * Synapse lets ten people into a room at once by default, then one a second (rc_joins_per_room). It
 * counts them once they are in: those of the very same moment all pass, so a dozen come before.
 */
const waves = [12, 30]

test(
  'of 30 newcomers at once all are brought into the rooms, and no session of theirs is left',
  needs('synapse'),
  async () => {
    await using synapse = await ownSynapse(withTokens)
    const admin = await newAdmin(synapse)
    const room = await newRoom(synapse, admin, 'public_chat')
    const { url, serverName } = synapse
    const registrationToken = await newRegistrationToken(synapse, admin)
    const names: string[] = []
    {
      const kind = 'registration-token' as const
      await using portal = await openPortal({
        settings: {
          homeserver: { kind, url, serverName, registrationToken },
          community: { rooms: [room] },
          proxies: { trusted: ['127.0.0.1'] },
        },
      })
      for (const people of waves) {
        names.push(...(await comeIn(portal, people)))
        while ((await members(url, room, admin)).length <= names.length) await pause(200)
      }
      assert.match(portal.logged(), /"call":"join","outcome":"429"/)
      assert.doesNotMatch(portal.logged(), /display name or rooms could not be set/)
    }
    for (const name of names) assert.equal(await countDevices(synapse, name, admin), 0)
  },
)

test(
  'whoever waits for a room is welcomed, and SIGTERM ends the session that is kept for it',
  needs('synapse'),
  async () => {
    await using synapse = await ownSynapse((folder) => ({
      ...withTokens(folder),
      rc_joins_per_room: { per_second: 0.001, burst_count: 1 },
    }))
    const admin = await newAdmin(synapse)
    const room = await newRoom(synapse, admin, 'public_chat')
    const { url, serverName } = synapse
    const registrationToken = await newRegistrationToken(synapse, admin)
    const kind = 'registration-token' as const
    const homeserver = { kind, url, serverName, registrationToken }
    const settings = {
      homeserver,
      community: { rooms: [room] },
      proxies: { trusted: ['127.0.0.1'] },
    }
    await using portal = await openPortal({ settings })
    const [name = ''] = await comeIn(portal, 1)
    assert.equal(await countDevices(synapse, name, admin), 1)
    portal.app.drain()
    while ((await countDevices(synapse, name, admin)) > 0) await pause(100)
    assert.match(portal.logged(), /display name or rooms could not be set/)
  },
)

/** So many people at once, each from an address of their own. Gives their names. */
async function comeIn(portal: TestPortal, people: number): Promise<string[]> {
  const { code } = await portal.invite({ uses: people })
  const names = Array.from({ length: people }, () => newName())
  await Promise.all(
    names.map(async (name, index) => {
      const visitor = newVisitor(portal.url)
      const headers = { 'x-forwarded-for': `10.${people}.${index}.7` }
      await visitor.get(`/i/${code}/account`, headers)
      const fields = { name, password: 'correct horse battery' }
      const reply = await visitor.post(`/i/${code}/account`, fields, headers)
      assert.equal(reply.headers.get('location'), '/welcome', reply.text)
    }),
  )
  return names
}

async function members(url: string, room: string, admin: string): Promise<string[]> {
  const reply = await fetch(`${url}/_synapse/admin/v1/rooms/${encodeURIComponent(room)}/members`, {
    headers: { authorization: `Bearer ${admin}` },
  })
  return ((await reply.json()) as { members: string[] }).members
}
