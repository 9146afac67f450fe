import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forgetPerson } from '../../src/core/people/forget.ts'
import { nameRole } from '../../src/core/members/name-role.ts'
import { createInvite } from '../../src/core/invites/create.ts'
import { shellActor } from '../../src/model/actor.ts'
import { findInvited, listInvited } from '../../src/store/invited-find.ts'
import { tables } from '../../src/store/schema.ts'
import { signedIn } from '../support/console.ts'
import { needs, synapse } from '../support/parts.ts'
import { newVisitor } from '../support/visitor.ts'
import { counts, decided, give, membership, openCommunity } from './community.ts'
import { newPerson } from './rooms.ts'

const console = { console: { listen: 'public' as const } }

test(
  'the console shows who was invited, and takes an invitation back by a press',
  needs('synapse'),
  async () => {
    const { portal, owner, space } = await openCommunity({ settings: console })
    await using _ = portal
    const invite = await portal.invite()
    const eva = await newPerson(synapse())
    await give(newVisitor(portal.url), invite.code, eva.mxid)
    const { id } = await decided(portal)
    const { visitor, press, follow } = await signedIn(portal)
    const shown = await visitor.get(`/console/invites/${invite.id}`)
    assert.match(shown.text, /was invited in their app/)
    assert.ok(shown.text.includes(`/console/people/${id}`))
    const person = await visitor.get(`/console/people/${id}`)
    assert.match(person.text, /Invited, and has not come in yet/)
    const after = await follow(await press(`/console/people/${id}/take-back`))
    assert.match(after, /is no longer invited\. The place is free again/)
    assert.equal(await membership(owner, space.id, eva.mxid), 'leave')
    assert.deepEqual(await counts(portal, invite.id), { used: 0, held: 0 })
    const again = await press(`/console/people/${id}/take-back`)
    assert.equal(again.status, 409)
    assert.match(again.text, /can’t be taken back any more/)
  },
)

test('a member sees and takes back only those whom they invited', needs('synapse'), async () => {
  const { portal } = await openCommunity({ settings: console })
  await using _ = portal
  const ana = `@ana:${synapse().serverName}`
  await nameRole(portal.app, ana, 'moderator', shellActor)
  const actor = { kind: 'moderator', id: ana, via: 'console' } as const
  const own = await createInvite(portal.app, { uses: 1 }, actor)
  const eva = await newPerson(synapse())
  await give(newVisitor(portal.url), own.code, eva.mxid)
  const { id } = await decided(portal)
  const bo = `@bo:${synapse().serverName}`
  await nameRole(portal.app, bo, 'member', shellActor)
  const stranger = await signedIn(portal, bo)
  assert.equal((await stranger.visitor.get(`/console/people/${id}`)).status, 404)
  assert.equal((await stranger.press(`/console/people/${id}/take-back`)).status, 404)
  await nameRole(portal.app, ana, 'member', shellActor)
  const inviter = await signedIn(portal, ana)
  assert.equal((await inviter.visitor.get(`/console/people/${id}`)).status, 200)
  assert.equal((await inviter.press(`/console/people/${id}/take-back`)).status, 303)
  assert.equal((await findInvited(portal.app.db, id))?.state, 'taken_back')
})

test('whoever is forgotten leaves no address behind', needs('synapse'), async () => {
  const { portal } = await openCommunity()
  await using _ = portal
  const invite = await portal.invite({ uses: 2 })
  const [eva, wrong] = [await newPerson(synapse()), await newPerson(synapse())]
  const visitor = newVisitor(portal.url)
  await give(visitor, invite.code, wrong.mxid)
  await decided(portal)
  await give(visitor, invite.code, eva.mxid)
  await decided(portal)
  for (const { mxid } of [eva, wrong]) await forgetPerson(portal.app, mxid, shellActor)
  for (const table of tables) {
    const rows = await portal.app.db.selectFrom(table).selectAll().execute()
    const text = JSON.stringify(rows)
    for (const { mxid } of [eva, wrong]) {
      const localpart = mxid.slice(1, mxid.indexOf(':'))
      assert.ok(!text.includes(localpart), `${table} still has it`)
    }
  }
  const [row] = await listInvited(portal.app.db, { author: null, limit: 1 })
  assert.equal(row?.address, '')
  assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 0 })
})
