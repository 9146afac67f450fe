import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { writeProfiles } from '../../src/core/profiles/profiles.ts'
import { shellActor } from '../../src/model/actor.ts'
import { goodPassword, newAccount, newAdmin, ownSynapse } from '../homeservers/synapses.ts'
import { jobsEnd } from '../support/jobs-end.ts'
import { needs } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { asking, makeRooms } from '../support/rooms.ts'
import { newName } from '../support/synapse-client.ts'
import { newVisitor } from '../support/visitor.ts'

/*
 * 30 people press at once, under Synapse's default limits: ten joins of a room at once, then one a second.
 * Each has a space, two rooms and a direct room with the same inviter.
 */
const people = 30

const ways = {
  'with an administrator’s token': { withToken: true, limitMs: 120_000 },
  'with the secret alone': { withToken: false, limitMs: 180_000 },
}

describe('30 people who join at once are all in all rooms', needs('synapse'), () => {
  for (const [how, { withToken, limitMs }] of Object.entries(ways)) {
    test(`${how}, within ${limitMs / 1000} s`, async () => {
      await using synapse = await ownSynapse()
      const admin = await newAdmin(synapse)
      const { url, serverName, sharedSecret: registrationSharedSecret } = synapse
      const owner = asking(synapse, admin)
      const { ids, rooms } = await makeRooms(owner, serverName)
      const inviter = newName()
      await newAccount(synapse, { name: inviter })
      const adminToken = withToken ? admin : null
      const homeserver = { url, serverName, registrationSharedSecret, adminToken }
      const proxies = { trusted: ['127.0.0.1'] }
      await using portal = await openPortal({ settings: { homeserver, proxies } })
      portal.app.work()
      const club = { name: 'club', isDefault: true, rooms, greeting: {}, account: null }
      await writeProfiles(portal.app, [{ ...club, directMessage: true }], shellActor)
      const { code } = await portal.invite({ uses: people })
      const created_by = `@${inviter}:${serverName}`
      await portal.app.db.updateTable('invites').set({ created_by }).execute()
      const names = Array.from({ length: people }, () => newName('Ana'))
      await Promise.all(names.map((name, at) => comeIn(portal.url, { code, name, at })))
      await jobsEnd(portal, limitMs)
      for (const room of ids) {
        const { joined } = await owner('GET', `/rooms/${room}/joined_members`)
        const members = joined as Record<string, { display_name: string }>
        for (const name of names) {
          const user = `@${name.toLowerCase()}:${serverName}`
          assert.equal(members[user]?.display_name, name, room)
        }
      }
      const steps = await portal.app.db.selectFrom('introductions').select('state').execute()
      assert.ok(steps.length >= 4 * people && steps.every(({ state }) => state === 'done'))
    })
  }
})

/** Each from a separate address. */
async function comeIn(
  url: string,
  { code, name, at }: { code: string; name: string; at: number },
): Promise<void> {
  const visitor = newVisitor(url)
  const headers = { 'x-forwarded-for': `10.9.${at}.7` }
  await visitor.get(`/i/${code}/account`, headers)
  const fields = { name, password: goodPassword }
  const reply = await visitor.post(`/i/${code}/account`, fields, headers)
  assert.equal(reply.status, 303, reply.text)
}
