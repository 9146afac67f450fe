import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inviteAccount } from '../../src/core/arrivals/invite-account.ts'
import { bringIn } from '../../src/core/arrivals/bring-in.ts'
import { followInvited } from '../../src/core/arrivals/follow.ts'
import { takeBack } from '../../src/core/arrivals/take-back.ts'
import { grantOf } from '../../src/core/invites/grant.ts'
import { shellActor } from '../../src/model/actor.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { listInvited } from '../../src/store/invited-find.ts'
import { markInviting } from '../../src/store/invited-accounts.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { newVisitor } from '../support/visitor.ts'
import { counts, decided, give, membership, openCommunity, openInvitation } from './community.ts'
import { blockInvitations, newPerson } from './rooms.ts'

test(
  'whoever gives the address of their account is invited to the space and takes a place',
  needs('synapse'),
  async () => {
    const { portal, owner, space, invite, eva } = await openInvitation({ uses: 2 })
    await using _ = portal
    const visitor = newVisitor(portal.url)
    const reply = await give(visitor, invite.code, eva.mxid)
    assert.equal(reply.status, 303)
    const page = await visitor.get(`/i/${invite.code}/matrix`)
    assert.ok(page.text.includes('Look into your app'))
    const row = await decided(portal)
    assert.equal(row.state, 'invited')
    assert.equal(await membership(owner, space.id, eva.mxid), 'invite')
    assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 0 })
    await eva.ask('POST', `join/${encodeURIComponent(space.id)}`, {})
    await followInvited(portal.app)
    assert.equal((await decided(portal)).state, 'joined')
    await give(visitor, invite.code, eva.mxid)
    await give(newVisitor(portal.url), invite.code, eva.mxid)
    assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 0 })
    assert.ok(!portal.logged().includes(eva.mxid), 'the log names nobody')
    const back = await visitor.get(`/i/${invite.code}`)
    assert.equal(back.headers.get('location'), `/i/${invite.code}/matrix`)
    await visitor.press(`/i/${invite.code}/next`, {})
    assert.match((await visitor.get(`/i/${invite.code}`)).text, /Create my account/)
  },
)

test('twenty presses at once make one invitation and one place', needs('synapse'), async () => {
  const { portal, invite, eva } = await openInvitation({ uses: 5 })
  await using _ = portal
  const browsers = Array.from({ length: 10 }, () => newVisitor(portal.url))
  for (const one of browsers) await one.get(`/i/${invite.code}/matrix`)
  const presses = [...browsers, ...browsers].map((one) =>
    one.press(`/i/${invite.code}/matrix`, { address: eva.mxid }),
  )
  const statuses = (await Promise.all(presses)).map(({ status }) => status)
  assert.deepEqual(new Set(statuses), new Set([303]))
  await decided(portal)
  assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 0 })
  assert.equal(portal.logged().match(/"call":"bot invite"/g)?.length, 1)
  const rows = await listInvited(portal.app.db, { author: null, limit: 10 })
  assert.equal(rows.length, 1)
})

test(
  'the page says the same of every address, and the operator knows the cause',
  needs('synapse'),
  async () => {
    const { portal, owner, space } = await openCommunity()
    await using _ = portal
    const [stranger, member, banned, blocking] = [
      await newPerson(synapse()),
      await newPerson(synapse()),
      await newPerson(synapse()),
      await newPerson(synapse()),
    ]
    const path = `rooms/${encodeURIComponent(space.id)}`
    await owner.ask('POST', `${path}/invite`, { user_id: member.mxid })
    await member.ask('POST', `join/${encodeURIComponent(space.id)}`, {})
    await owner.ask('POST', `${path}/ban`, { user_id: banned.mxid })
    await blockInvitations(blocking)
    const ghost = { mxid: `@${'nobody'.padEnd(stranger.mxid.indexOf(':') - 1, 'x')}:example.test` }
    const found = new Map<string, unknown>()
    for (const { mxid } of [stranger, member, banned, blocking, ghost]) {
      const { code, id } = await portal.invite()
      const visitor = newVisitor(portal.url)
      const { status, headers } = await give(visitor, code, mxid)
      const isSettled = async () =>
        await portal.app.db
          .selectFrom('invited_accounts')
          .selectAll()
          .where('invite_id', '=', id)
          .where('state', '<>', 'waiting')
          .executeTakeFirst()
      const row = await waitFor(10_000, isSettled)
      const { text } = await visitor.get(`/i/${code}/matrix`)
      const same = text
        .replaceAll(code, 'CODE')
        .replaceAll(mxid.slice(0, mxid.indexOf(':')), '@WHO')
      found.set(`${status} ${headers.get('location')?.replace(code, 'CODE')} ${same}`, mxid)
      const told = [row?.state, row?.reason, (await counts(portal, id)).used]
      const expected = {
        [member.mxid]: ['joined', 'already_in', 0],
        [banned.mxid]: ['refused', 'banned', 0],
        [blocking.mxid]: ['refused', 'blocks', 0],
      }
      assert.deepEqual(told, expected[mxid] ?? ['invited', null, 1])
    }
    assert.equal(found.size, 1, 'one answer for all')
  },
)

test('whoever blocks invitations comes in once they allow them', needs('synapse'), async () => {
  const { portal, invite, eva } = await openInvitation()
  await using _ = portal
  await blockInvitations(eva)
  const visitor = newVisitor(portal.url)
  await give(visitor, invite.code, eva.mxid)
  assert.equal((await decided(portal)).reason, 'blocks')
  await blockInvitations(eva, 'allow')
  await give(visitor, invite.code, eva.mxid)
  const row = await waitFor(10_000, async () => {
    const latest = await decided(portal)
    return latest.state === 'invited' ? latest : undefined
  })
  assert.equal(row?.address, eva.mxid)
  assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 0 })
})

test('an address is corrected once, and keeps the place', needs('synapse'), async () => {
  const { portal, owner, space } = await openCommunity()
  await using _ = portal
  const invite = await portal.invite()
  const [wrong, right] = [await newPerson(synapse()), await newPerson(synapse())]
  const visitor = newVisitor(portal.url)
  await give(visitor, invite.code, wrong.mxid)
  await decided(portal)
  assert.equal((await give(visitor, invite.code, right.mxid)).status, 303)
  const isRight = async () =>
    (await membership(owner, space.id, right.mxid)) === 'invite' || undefined
  assert.ok(await waitFor(10_000, isRight))
  assert.equal(await membership(owner, space.id, wrong.mxid), 'leave')
  assert.equal((await decided(portal)).address, right.mxid)
  assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 0 })
  await give(visitor, invite.code, wrong.mxid)
  assert.equal((await decided(portal)).address, right.mxid, 'once')
})

test('whoever has come in keeps the place, whatever is corrected', needs('synapse'), async () => {
  const { portal, owner, space } = await openCommunity()
  await using _ = portal
  const invite = await portal.invite()
  const [first, second] = [await newPerson(synapse()), await newPerson(synapse())]
  const visitor = newVisitor(portal.url)
  await give(visitor, invite.code, first.mxid)
  await decided(portal)
  await first.ask('POST', `join/${encodeURIComponent(space.id)}`, {})
  await give(visitor, invite.code, second.mxid)
  const row = await decided(portal)
  assert.deepEqual([row.address, row.state], [first.mxid, 'invited'])
  await followInvited(portal.app)
  assert.equal((await decided(portal)).state, 'joined')
  assert.equal(await membership(owner, space.id, first.mxid), 'join')
  assert.equal(await membership(owner, space.id, second.mxid), undefined)
  assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 0 })
})

test(
  'an invitation that is taken back gives its place back, unless they have come in',
  needs('synapse'),
  async () => {
    const { portal, owner, space, invite, eva } = await openInvitation()
    await using _ = portal
    await give(newVisitor(portal.url), invite.code, eva.mxid)
    const { id } = await decided(portal)
    assert.equal((await takeBack(portal.app, id, shellActor)).state, 'taken_back')
    assert.equal(await membership(owner, space.id, eva.mxid), 'leave')
    assert.deepEqual(await counts(portal, invite.id), { used: 0, held: 0 })
    await give(newVisitor(portal.url), invite.code, eva.mxid)
    const { id: again } = await decided(portal)
    assert.notEqual(again, id)
    await eva.ask('POST', `join/${encodeURIComponent(space.id)}`, {})
    await assert.rejects(takeBack(portal.app, again, shellActor), { code: 'invited_decided' })
    assert.equal((await decided(portal)).state, 'joined')
    assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 0 })
  },
)

test('declined and withdrawn invitations are told apart', needs('synapse'), async () => {
  const { portal, owner, space } = await openCommunity()
  await using _ = portal
  const invite = await portal.invite({ uses: 2 })
  const path = `rooms/${encodeURIComponent(space.id)}`
  const states: string[] = []
  for (const who of ['invited', 'owner'] as const) {
    const eva = await newPerson(synapse())
    await give(newVisitor(portal.url), invite.code, eva.mxid)
    await decided(portal)
    if (who === 'invited') await eva.ask('POST', `${path}/leave`, {})
    else await owner.ask('POST', `${path}/kick`, { user_id: eva.mxid })
    await followInvited(portal.app)
    states.push((await decided(portal)).state)
  }
  assert.deepEqual(states, ['declined', 'taken_back'])
  assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 0 })
})

test(
  'without power in the space nobody is invited, and the place comes back',
  needs('synapse'),
  async () => {
    const { portal } = await openCommunity({ power: 10 })
    await using _ = portal
    const invite = await portal.invite()
    const visitor = newVisitor(portal.url)
    await give(visitor, invite.code, (await newPerson(synapse())).mxid)
    const row = await decided(portal)
    assert.deepEqual([row.state, row.reason], ['refused', 'no_power'])
    assert.deepEqual(await counts(portal, invite.id), { used: 0, held: 0 })
    const page = await visitor.get(`/i/${invite.code}/matrix`)
    assert.match(page.text, /Ask the person who invited you/)
  },
)

test('the rooms after the space are invited to, too', needs('synapse'), async () => {
  const { portal, owner, room, invite, eva } = await openInvitation()
  await using _ = portal
  portal.app.work()
  await give(newVisitor(portal.url), invite.code, eva.mxid)
  const isIn = async () => (await membership(owner, room.id, eva.mxid)) === 'invite' || undefined
  assert.ok(await waitFor(10_000, isIn))
  const { id } = await decided(portal)
  await takeBack(portal.app, id, shellActor)
  assert.equal(await membership(owner, room.id, eva.mxid), 'leave')
})

test(
  'a killed portal leaves the rest to the job, and nobody is invited twice',
  needs('synapse'),
  async () => {
    const { portal, owner, space, invite, eva } = await openInvitation()
    await using _ = portal
    const dying = { ...portal.app, waitUntil: () => {} }
    await bringIn(
      { ...dying, bot: async () => undefined },
      {
        grant: await grantOf(portal.app, invite),
        address: eva.mxid,
        attempt: null,
        spend: async () => {},
      },
    )
    assert.deepEqual(await counts(portal, invite.id), { used: 0, held: 1 })
    const [row] = await listInvited(portal.app.db, { author: null, limit: 1 })
    const job = {
      id: row?.id ?? '',
      key: `${row?.id}:invite`,
      payload: { account: row?.id ?? '' },
      attempt: 1,
    }
    // Its answer was lost.
    await markInviting(portal.app.db, job.id, portal.app.clock())
    await (await portal.app.bot())?.invite(space.id, eva.mxid)
    for (let turn = 0; turn < 2; turn++) assert.equal(await inviteAccount(portal.app, job), 'done')
    assert.equal(await membership(owner, space.id, eva.mxid), 'invite')
    assert.deepEqual(await counts(portal, invite.id), { used: 1, held: 0 })
  },
)

test('without a bot the page shows the rooms and takes no address', needs('synapse'), async () => {
  await using portal = await openPortal()
  const { code } = await portal.invite()
  const reply = await newVisitor(portal.url).press(`/i/${code}/matrix`, {
    address: '@a:example.org',
  })
  assert.equal(reply.status, 404)
})
