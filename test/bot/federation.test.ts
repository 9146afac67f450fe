import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followInvited } from '../../src/core/arrivals/follow.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { findInvited, listInvited } from '../../src/store/invited-accounts.ts'
import { needs } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { newVisitor } from '../support/visitor.ts'
import { counts, decided, makeClub, membership } from './community.ts'
import { federatingSynapse } from './federation.ts'
import { newPerson } from './rooms.ts'

test(
  'somebody of another server comes in by the same link, and is counted once',
  needs('synapse'),
  async () => {
    await using here = await federatingSynapse()
    await using there = await federatingSynapse()
    const { url, serverName, sharedSecret: registrationSharedSecret } = here
    const homeserver = { url, serverName, registrationSharedSecret }
    const bot = { servers: [there.serverName] }
    await using portal = await openPortal({ settings: { homeserver, bot } })
    const { owner, space } = await makeClub(portal, 50, here)
    const invite = await portal.invite({ uses: 5 })
    const eva = await newPerson(there)
    const browsers = Array.from({ length: 20 }, () => newVisitor(portal.url))
    for (const one of browsers) await one.get(`/i/${invite.code}/matrix`)
    await Promise.all(
      browsers.map((one) => one.press(`/i/${invite.code}/matrix`, { address: eva.mxid })),
    )
    const row = await decided(portal)
    assert.deepEqual([row.state, row.reason, row.cause], ['invited', null, null])
    assert.equal(portal.logged().match(/"call":"bot invite"/g)?.length, 1)
    const via = `?via=${encodeURIComponent(serverName)}`
    const { status } = await eva.ask('POST', `join/${encodeURIComponent(space.id)}${via}`, {})
    assert.equal(status, 200)
    await followInvited(portal.app)
    assert.equal((await findInvited(portal.app.db, row.id))?.state, 'joined')
    assert.equal(await membership(owner, space.id, eva.mxid), 'join')
    assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 0 })

    // A server that is down: the place is held, and the page tells of the server alone.
    await there.stop()
    const other = newVisitor(portal.url)
    await other.get(`/i/${invite.code}/matrix`)
    const max = `@max:${there.serverName}`
    await other.press(`/i/${invite.code}/matrix`, { address: max })
    const waiting = await waitFor(30_000, async () => {
      const [latest] = await listInvited(portal.app.db, { author: null, limit: 1 })
      return latest?.address === max && latest.reason !== null ? latest : undefined
    })
    assert.deepEqual([waiting?.state, waiting?.reason], ['waiting', 'unreachable'])
    assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 1 })
    const page = await other.get(`/i/${invite.code}/matrix`)
    assert.match(page.text, /We try again for half an hour/)
  },
)
