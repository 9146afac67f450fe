import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { followInvited } from '../../src/core/arrivals/follow.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { findInvited, listInvited } from '../../src/store/invited-find.ts'
import { moveJob } from '../../src/store/jobs.ts'
import { needs } from '../support/parts.ts'
import { queueTerms } from '../../src/work/terms.ts'
import { startPortal } from '../faults/portal-process.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newVisitor, type Visitor } from '../support/visitor.ts'
import { counts, decided, give, makeClub, membership } from './community.ts'
import { federatingSynapse } from './federation.ts'
import { blockInvitations, newPerson, type Person } from './rooms.ts'

/** Fast, and otherwise as in the program. */
const queue = { ...queueTerms, pollMs: 100 }

async function latestOf({ app }: TestPortal) {
  const [latest] = await listInvited(app.db, { author: null, limit: 1 })
  return latest
}

/** The row of an address once the homeserver has said something of it. */
function settled(portal: TestPortal, address: string) {
  return waitFor(30_000, async () => {
    const latest = await latestOf(portal)
    return latest?.address === address && latest.reason !== null ? latest : undefined
  })
}

/** How often somebody was invited to a room. */
async function invitationsTo(owner: Person, room: string, mxid: string): Promise<number> {
  const filter = encodeURIComponent(JSON.stringify({ types: ['m.room.member'] }))
  const path = `rooms/${encodeURIComponent(room)}/messages?dir=b&limit=100&filter=${filter}`
  const { json } = await owner.ask('GET', path)
  const events = json['chunk'] as { state_key: string; content: { membership: string } }[]
  const theirs = events.filter(({ state_key: key }) => key === mxid)
  return theirs.filter(({ content }) => content.membership === 'invite').length
}

test(
  'somebody of another server comes in by the same link, and is counted once over a kill',
  needs('synapse'),
  async () => {
    await using there = await federatingSynapse()
    await using here = await federatingSynapse([there.serverName])
    const { url, serverName, sharedSecret: registrationSharedSecret } = here
    const homeserver = { url, serverName, registrationSharedSecret }
    const bot = { servers: [there.serverName] }
    let passed = 0
    const clock = () => Date.now() + passed
    await using portal = await openPortal({ settings: { homeserver, bot }, clock })
    const { owner, space } = await makeClub(portal, 50, here)
    const invite = await portal.invite({ uses: 5 })
    const eva = await newPerson(there)
    const cache = join(here.folder, 'cache')
    await using killed = await startPortal(portal.app.config, { cache, queue })
    const browsers = Array.from({ length: 20 }, () => newVisitor(killed.url))
    for (const one of browsers) await one.get(`/i/${invite.code}/matrix`)
    const press = (one: Visitor) => one.press(`/i/${invite.code}/matrix`, { address: eva.mxid })
    const presses = Promise.allSettled(browsers.map(press))
    await waitFor(30_000, async () => (await latestOf(portal)) !== undefined || undefined)
    killed.kill()
    await presses
    await killed.up()
    const again = await Promise.all(browsers.map(press))
    assert.deepEqual(new Set(again.map(({ status }) => status)), new Set([303]))
    // The job goes on where the killed process stopped, when no request of it can be on its way.
    passed = 10 * 60_000
    await killed.setTime({ passed, stepped: 0 })
    await moveJob(portal.app.db, 'invite-account', `${(await latestOf(portal))?.id}:invite`, 0)
    const row = await decided(portal, 60_000)
    assert.deepEqual([row.state, row.reason, row.cause], ['invited', null, null])
    assert.equal(await invitationsTo(owner, space.id, eva.mxid), 1)
    assert.equal((await listInvited(portal.app.db, { author: null, limit: 9 })).length, 1)
    const via = `?via=${encodeURIComponent(serverName)}`
    const { status } = await eva.ask('POST', `join/${encodeURIComponent(space.id)}${via}`, {})
    assert.equal(status, 200)
    await followInvited(portal.app)
    assert.equal((await findInvited(portal.app.db, row.id))?.state, 'joined')
    assert.equal(await membership(owner, space.id, eva.mxid), 'join')
    assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 0 })

    // Their server says that somebody blocks invitations; ours says with whom it federates.
    const max = await newPerson(there)
    await blockInvitations(max)
    const refusals = [
      { address: max.mxid, reason: 'blocks', cause: /M_INVITE_BLOCKED/ },
      {
        address: '@max:elsewhere.example.org',
        reason: 'server_refused',
        cause: /Federation denied/,
      },
    ]
    for (const { address, reason, cause } of refusals) {
      const visitor = newVisitor(portal.url)
      await give(visitor, invite.code, address)
      const refused = await settled(portal, address)
      assert.deepEqual([refused?.state, refused?.reason], ['refused', reason])
      assert.match(refused?.cause ?? '', cause)
      assert.match((await visitor.get(`/i/${invite.code}/matrix`)).text, /Look into your app/)
    }
    assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 0 })

    // A server that is down: the place is held, and the page tells of the server alone.
    await there.stop()
    const other = newVisitor(portal.url)
    await other.get(`/i/${invite.code}/matrix`)
    const kim = `@kim:${there.serverName}`
    await other.press(`/i/${invite.code}/matrix`, { address: kim })
    const waiting = await settled(portal, kim)
    assert.deepEqual([waiting?.state, waiting?.reason], ['waiting', 'unreachable'])
    assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 1 })
    const page = await other.get(`/i/${invite.code}/matrix`)
    assert.match(page.text, /We try again for half an hour/)
  },
)
