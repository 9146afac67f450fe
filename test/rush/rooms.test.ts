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
import { introductionsOf } from '../../src/core/redemption/introduction-state.ts'
import { passTime } from '../jobs/store.ts'
import { jobsEnd } from '../support/jobs-end.ts'
import { needs } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { mePath, newVisitor } from '../support/visitor.ts'

/*
 * By default Synapse allows a burst of ten joins per room, then one per second (rc_joins_per_room). It
 * counts a join afterwards, so simultaneous joins all pass. A dozen people join beforehand.
 */
const waves = [12, 30]

test(
  '30 simultaneous newcomers are all joined to the rooms, and none of their sessions is left',
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
      portal.app.work()
      for (const people of waves) {
        names.push(...(await comeIn(portal, people)))
        while ((await members(url, room, admin)).length <= names.length) await pause(200)
      }
      await jobsEnd(portal)
      assert.match(portal.logged(), /"call":"join","outcome":"429"/)
      assert.doesNotMatch(portal.logged(), /display name or rooms could not be set/)
    }
    for (const name of names) assert.equal(await countDevices(synapse, name, admin), 0)
  },
)

test(
  'a newcomer is welcomed before a room’s limit ends, and after a day the room is left to them',
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
    const settings = {
      homeserver: { kind, url, serverName, registrationToken },
      community: { rooms: [room] },
      proxies: { trusted: ['127.0.0.1'] },
    }
    let ahead = 0
    await using portal = await openPortal({ settings, clock: () => Date.now() + ahead })
    portal.app.work()
    const [name = ''] = await comeIn(portal, 1)
    const limited = /"call":"join","outcome":"429"/
    while (!limited.test(portal.logged())) await pause(100)
    assert.equal(await countDevices(synapse, name, admin), 1)
    const { id } = await portal.app.db
      .selectFrom('redemptions')
      .select('id')
      .executeTakeFirstOrThrow()
    const state = async () => (await introductionsOf(portal.app, [id])).get(id)?.[0]?.state
    assert.equal(await state(), 'waiting')
    ahead = 24 * 3_600_000
    await passTime(portal.app.db, 3_600_000)
    await jobsEnd(portal)
    assert.equal(await state(), 'left')
    assert.equal(await countDevices(synapse, name, admin), 0)
    const sessions = portal.app.db.selectFrom('introduction_sessions').selectAll()
    assert.deepEqual(await sessions.execute(), [])
    assert.match(portal.logged(), /display name or rooms could not be set/)
  },
)

/** Signs up so many people at once, each from a separate address. Returns their names. */
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
      assert.match(reply.headers.get('location') ?? '', mePath, reply.text)
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
