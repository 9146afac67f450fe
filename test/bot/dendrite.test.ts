import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followInvited } from '../../src/core/arrivals/follow.ts'
import { takeBack } from '../../src/core/arrivals/take-back.ts'
import { shellActor } from '../../src/model/actor.ts'
import { ownDendrite } from '../homeservers/dendrites.ts'
import { needs } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { newVisitor } from '../support/visitor.ts'
import { counts, decided, give, makeClub, membership } from './community.ts'
import { newPerson } from './rooms.ts'

test('Dendrite: invited, declined, banned, taken back and joined', needs('dendrite'), async () => {
  await using dendrite = await ownDendrite()
  const { url, serverName, sharedSecret: registrationSharedSecret } = dendrite
  await using portal = await openPortal({
    settings: { homeserver: { kind: 'dendrite', url, serverName, registrationSharedSecret } },
  })
  const { owner, space } = await makeClub(portal, 50, dendrite)
  const path = `rooms/${encodeURIComponent(space.id)}`
  const invite = await portal.invite({ uses: 4 })
  const come = async () => {
    const eva = await newPerson(dendrite)
    await give(newVisitor(portal.url), invite.code, eva.mxid)
    const row = await decided(portal)
    assert.deepEqual([row.address, row.state, row.cause], [eva.mxid, 'invited', null])
    return { eva, id: row.id }
  }
  const joining = await come()
  await joining.eva.ask('POST', `join/${encodeURIComponent(space.id)}`, {})
  await followInvited(portal.app)
  assert.equal((await decided(portal)).state, 'joined')
  const declining = await come()
  await declining.eva.ask('POST', `${path}/leave`, {})
  await followInvited(portal.app)
  assert.equal((await decided(portal)).state, 'declined')
  const sent = await come()
  assert.equal((await takeBack(portal.app, sent.id, shellActor)).state, 'taken_back')
  assert.equal(await membership(owner, space.id, sent.eva.mxid), 'leave')
  const banned = await newPerson(dendrite)
  await owner.ask('POST', `${path}/ban`, { user_id: banned.mxid })
  await give(newVisitor(portal.url), invite.code, banned.mxid)
  const row = await decided(portal)
  assert.deepEqual([row.state, row.reason], ['refused', 'banned'])
  assert.deepEqual(await counts(portal, invite.id), { used: 2, held: 0 })
})
