import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SynapseAddress } from '../tools/synapse.ts'
import { writeProfiles } from '../src/core/profiles/profiles.ts'
import { introductionsOf } from '../src/core/redemption/introduction-state.ts'
import { shellActor } from '../src/model/actor.ts'
import { ownDendrite } from './homeservers/dendrites.ts'
import {
  goodPassword,
  newAccount,
  newAdmin,
  newRegistrationToken,
  ownSynapse,
  withTokens,
} from './homeservers/synapses.ts'
import type { Overrides } from './support/config.ts'
import { jobsEnd } from './support/jobs-end.ts'
import { needs, synapse } from './support/parts.ts'
import { openPortal } from './support/portal.ts'
import { asking, type Json, makeRooms, signIn } from './support/rooms.ts'
import { newName } from './support/synapse-client.ts'
import { join, newVisitor } from './support/visitor.ts'

interface Place extends AsyncDisposable {
  at: SynapseAddress
  admin: string
  homeserver: Overrides['homeserver']
}

/** The Synapse that all tests share, with its default limits. */
async function atSynapse(withToken: boolean): Promise<Place> {
  const at = synapse()
  const admin = await newAdmin(at)
  const { url, serverName, sharedSecret: registrationSharedSecret } = at
  const adminToken = withToken ? admin : null
  const homeserver = { url, serverName, registrationSharedSecret, adminToken }
  return { at, admin, homeserver, [Symbol.asyncDispose]: () => Promise.resolve() }
}

async function byToken(): Promise<Place> {
  const at = await ownSynapse(withTokens)
  const admin = await newAdmin(at)
  const { url, serverName } = at
  const registrationToken = await newRegistrationToken(at, admin)
  const homeserver = { kind: 'registration-token' as const, url, serverName, registrationToken }
  return { at, admin, homeserver, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() }
}

async function atDendrite(): Promise<Place> {
  const at = await ownDendrite()
  const { url, serverName, sharedSecret: registrationSharedSecret } = at
  const homeserver = { kind: 'dendrite' as const, url, serverName, registrationSharedSecret }
  const admin = await newAdmin(at)
  return { at, admin, homeserver, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() }
}

const places = {
  'an administrator’s token of Synapse': { parts: needs('synapse'), open: () => atSynapse(true) },
  'Synapse’s secret alone': { parts: needs('synapse'), open: () => atSynapse(false) },
  'a registration token': { parts: needs('synapse'), open: byToken },
  'Dendrite’s secret': { parts: needs('dendrite'), open: atDendrite },
}

describe('one link leads into the space and its rooms, under a name, to whoever invited', () => {
  for (const [by, { parts, open }] of Object.entries(places)) {
    test(`by ${by}`, parts, async () => {
      await using place = await open()
      const { at, admin, homeserver } = place
      const { serverName } = at
      const owner = asking(at, admin)
      const { ids, rooms } = await makeRooms(owner, serverName)
      const inviterName = newName()
      await newAccount(at, { name: inviterName })
      const inviter = `@${inviterName}:${serverName}`
      await using portal = await openPortal({ settings: { homeserver } })
      portal.app.work()
      const club = { name: 'club', isDefault: true, rooms, greeting: {}, account: null }
      await writeProfiles(portal.app, [{ ...club, directMessage: true }], shellActor)
      const { id, code } = await portal.invite()
      const invites = portal.app.db.updateTable('invites').set({ created_by: inviter })
      await invites.where('id', '=', id).execute()
      const name = newName('Ana')
      const reply = await join(newVisitor(portal.url), code, { name, password: goodPassword })
      assert.equal(reply.status, 303, reply.text)
      await jobsEnd(portal)
      const localpart = name.toLowerCase()
      const user = `@${localpart}:${serverName}`
      const newcomer = await signIn(at, localpart)
      const { devices } = await newcomer('GET', '/devices')
      assert.equal((devices as unknown[]).length, 1, 'only the session of this test is left')
      const { displayname } = await newcomer('GET', `/profile/${user}`)
      assert.equal(displayname, name)
      const { joined_rooms: joined } = await newcomer('GET', '/joined_rooms')
      const [direct = '', ...others] = (joined as string[]).filter((room) => !ids.includes(room))
      assert.equal(others.length, 0)
      for (const room of ids) {
        assert.ok((joined as string[]).includes(room), `${name} is not in ${room}`)
        const member = await newcomer('GET', `/rooms/${room}/state/m.room.member/${user}`)
        assert.equal(member['displayname'], name)
      }
      const listed = await newcomer('GET', `/user/${user}/account_data/m.direct`)
      assert.deepEqual(listed, { [inviter]: [direct] })
      const { rooms: seen } = await (await signIn(at, inviterName))('GET', '/sync')
      const invitation = JSON.stringify((seen as { invite: Json }).invite[direct])
      assert.match(invitation, /"is_direct":true/)
      const [{ redemption_id: account }] = (await portal.app.db
        .selectFrom('accounts')
        .select('redemption_id')
        .execute()) as [{ redemption_id: string }]
      const steps = (await introductionsOf(portal.app, [account])).get(account) ?? []
      assert.ok(steps.length >= 4 && steps.every(({ state }) => state === 'done'))
      const all = (table: 'introduction_sessions' | 'jobs' | 'events') =>
        portal.app.db.selectFrom(table).selectAll().execute()
      assert.deepEqual(await all('introduction_sessions'), [])
      const kept = JSON.stringify([await all('jobs'), await all('events')])
      assert.doesNotMatch(kept + portal.logged(), /syt_|Bearer/, 'no token is kept or logged')
    })
  }
})
