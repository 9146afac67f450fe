import { shellActor } from '../../src/model/actor.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conclude } from '../../src/core/redemption/conclude.ts'
import { resolveRedemption, settle } from '../../src/core/redemption/settle.ts'
import { findById } from '../../src/store/invites.ts'
import { listOpen } from '../../src/store/redemption-list.ts'
import { markAsked } from '../../src/store/redemptions.ts'
import { needs } from '../support/parts.ts'
import { type Kind, openPortal, type PortalOptions } from '../support/portal.ts'
import { mePath, join, newVisitor } from '../support/visitor.ts'
import { signedIn, synapseDown } from './mas-facts.ts'
import { alice, byName, deactivate, openStandIns, setPassword, users } from './mas-stand-in.ts'
import type { StandIn } from './stand-in.ts'

const password = 'correct horse battery'
const hour = 60 * 60_000

/** A whole portal with MAS's recorded answers. */
async function openOn(
  kind: 'mas' | 'mas-token',
  settings: { email?: boolean } = {},
  passwords: { refuseGuessable?: boolean } = {},
  database: Kind = 'SQLite',
) {
  const { mas, synapse, given, close } = await openStandIns(kind)
  const now = { ahead: 0 }
  const options: PortalOptions = {
    database,
    settings: {
      homeserver: { ...given.homeserver, timeout: 2_000 },
      mas: { ...given.mas, ...settings },
      redemptions: { wait: 100 },
      passwords,
    },
    clock: () => Date.now() + now.ahead,
  }
  const portal = await openPortal(options)
  return {
    portal,
    mas,
    synapse,
    /** Lets this much time pass, and settles open redemptions. */
    later: async (ms: number) => {
      now.ahead += ms
      await settle(portal.app)
    },
    counts: async (id: string) => {
      const invite = await findById(portal.app.db, id)
      return [invite?.used, invite?.held]
    },
    asked: (route: string) => mas.asked.filter((one) => one.route === route).length,
    [Symbol.asyncDispose]: async () => {
      await portal[Symbol.asyncDispose]()
      await close()
    },
  }
}

test('somebody joins through MAS', async () => {
  await using it = await openOn('mas', { email: true })
  const { code, id } = await it.portal.invite()
  const visitor = newVisitor(it.portal.url)
  const form = await visitor.get(`/i/${code}/account`)
  assert.match(form.text, /name="email"/)
  const fields = { name: 'alice', password, email: 'alice@example.org' }
  const reply = await join(visitor, code, fields)
  assert.match(reply.headers.get('location') ?? '', mePath)
  assert.deepEqual(await it.counts(id), [1, 0])
  assert.equal(it.asked('POST /api/admin/v1/user-emails'), 1)
})

test('an invalid e-mail address is shown in the form again', async () => {
  await using it = await openOn('mas', { email: true })
  const { code } = await it.portal.invite()
  const fields = { name: 'alice', password, email: 'alice' }
  const reply = await join(newVisitor(it.portal.url), code, fields)
  assert.equal(reply.status, 422)
  assert.match(reply.text, /id="email-error"/)
})

test('after a password that MAS refuses the form asks for another one, and the account is made once', async () => {
  await using it = await openOn('mas')
  const { code, id } = await it.portal.invite()
  const visitor = newVisitor(it.portal.url)
  it.mas.answer('set-password weak')
  const weak = await join(visitor, code, { name: 'alice', password })
  assert.equal(weak.status, 422)
  assert.match(weak.text, /wants a stronger password/)
  assert.deepEqual(await it.counts(id), [0, 1])
  it.mas.answer('set-password ok', 'create taken', 'by-username')
  const strong = await join(visitor, code, { name: 'alice', password: `${password} staple` })
  assert.equal(strong.status, 303)
  assert.equal(it.asked(users), 1)
  assert.deepEqual(await it.counts(id), [1, 0])
})

test('a password below the strength that MAS requires costs no name, whatever the operator allows', async () => {
  for (const refuseGuessable of [true, false]) {
    await using it = await openOn('mas', {}, { refuseGuessable })
    it.mas.answerAt('GET /api/admin/v1/site-config', 'site-config', [
      '"minimum_password_complexity": 3',
      '"minimum_password_complexity": 4',
    ])
    const { code, id } = await it.portal.invite()
    const visitor = newVisitor(it.portal.url)
    // Score 3, which is enough elsewhere.
    for (const weak of ['ilovemymother', 'Password123!', 'aliceexample1']) {
      const reply = await join(visitor, code, { name: 'alice', password: weak })
      assert.equal(reply.status, 422, weak)
    }
    assert.equal(it.asked(users), 0)
    assert.deepEqual(await it.counts(id), [0, 0])
    assert.equal((await join(visitor, code, { name: 'alice', password })).status, 303)
    assert.equal(it.asked(users), 1)
    assert.equal(it.asked('GET /api/admin/v1/site-config'), 1)
  }
})

test('somebody who lost the connection before the password was set comes back and finishes', async () => {
  await using it = await openOn('mas')
  const { code, id } = await it.portal.invite()
  const visitor = newVisitor(it.portal.url)
  it.mas.cut(setPassword)
  const lost = await join(visitor, code, { name: 'alice', password })
  assert.match(lost.text, /with the same name and the same password/)
  it.mas.answer('by-username')
  const back = await join(visitor, code, { name: 'alice', password })
  assert.equal(back.status, 303)
  assert.deepEqual(await it.counts(id), [1, 0])
})

test('an account whose password was refused is deactivated when its owner’s time is over, and the use comes back', async () => {
  await using it = await openOn('mas')
  const { code, id } = await it.portal.invite()
  it.mas.answer('set-password weak')
  await join(newVisitor(it.portal.url), code, { name: 'alice', password })
  await it.later(60_000)
  assert.deepEqual([await it.counts(id), it.asked(deactivate)], [[0, 1], 0])
  await it.later(61_000)
  assert.deepEqual([await it.counts(id), it.asked(deactivate)], [[0, 0], 1])
})

test('an account that may have its password is never deactivated, and counts once somebody signed in', async () => {
  await using it = await openOn('mas')
  const { code, id } = await it.portal.invite()
  const visitor = newVisitor(it.portal.url)
  it.mas.cut(setPassword)
  await join(visitor, code, { name: 'alice', password })
  it.mas.answer('set-password weak')
  await join(visitor, code, { name: 'alice', password })
  await it.later(48 * hour)
  assert.deepEqual([await it.counts(id), it.asked(deactivate)], [[0, 1], 0])
  signedIn(it.mas, alice, 'user-sessions')
  await it.later(10_000)
  assert.deepEqual([await it.counts(id), it.asked(deactivate)], [[1, 0], 0])
})

/** The recorded user, with the current time as its creation. */
const madeJustNow: [string, string] = ['2026-11-22T04:04:39', '2099-01-01T00:00:00']

test('somebody who lost the connection while their account was made comes back and finishes', async () => {
  await using it = await openOn('mas')
  const { code, id } = await it.portal.invite()
  const visitor = newVisitor(it.portal.url)
  it.mas.cut(users)
  const lost = await join(visitor, code, { name: 'alice', password })
  assert.match(lost.text, /with the same name and the same password/)
  it.mas.answerAt(byName, 'by-username', madeJustNow)
  const back = await join(visitor, code, { name: 'alice', password })
  assert.equal(back.status, 303)
  assert.deepEqual([await it.counts(id), it.asked(users), it.asked(setPassword)], [[1, 0], 1, 1])
})

test('somebody who lost the connection before their account was made comes back and gets it', async () => {
  await using it = await openOn('mas')
  const { code, id } = await it.portal.invite()
  const visitor = newVisitor(it.portal.url)
  it.mas.cut(users)
  await join(visitor, code, { name: 'alice', password })
  const back = await join(visitor, code, { name: 'alice', password })
  assert.equal(back.status, 303)
  assert.deepEqual([await it.counts(id), it.asked(users)], [[1, 0], 2])
})

test('a request that a proxy sent twice makes one account, which is its owner’s', async () => {
  await using it = await openOn('mas')
  const { code, id } = await it.portal.invite()
  it.mas.answerNext(byName, 'by-username 404')
  it.mas.answerAt(byName, 'by-username', madeJustNow)
  it.mas.answer('create taken')
  const reply = await join(newVisitor(it.portal.url), code, { name: 'alice', password })
  assert.equal(reply.status, 303)
  assert.deepEqual([await it.counts(id), it.asked(setPassword)], [[1, 0], 1])
})

test('no password is set on a user who existed before, is in use, or has an e-mail address', async () => {
  const others = {
    'was there before': (mas: StandIn) => mas.answer('by-username'),
    'is signed in': (mas: StandIn) => signedIn(mas, alice, 'oauth2-sessions'),
    'has an address': (mas: StandIn) => signedIn(mas, alice, 'user-emails'),
  }
  for (const [title, prepare] of Object.entries(others)) {
    await using it = await openOn('mas')
    const { code, id } = await it.portal.invite()
    it.mas.answerNext(byName, 'by-username 404')
    it.mas.answerAt(byName, 'by-username', madeJustNow)
    it.mas.answer('create taken')
    prepare(it.mas)
    const reply = await join(newVisitor(it.portal.url), code, { name: 'alice', password })
    assert.equal(reply.status, 422, title)
    assert.deepEqual([await it.counts(id), it.asked(setPassword)], [[0, 0], 0], title)
  }
})

test('a refusal does not free a place that another press of the same person uses', async () => {
  await using it = await openOn('mas')
  const { app } = it.portal
  const { code, id } = await it.portal.invite()
  it.mas.cut(users)
  await join(newVisitor(it.portal.url), code, { name: 'alice', password })
  const [one] = await listOpen(app.db)
  assert.ok(one)
  const another = { at: app.clock() + 1, of: 'mas', free: true, freeSince: null, lateMs: 300_000 }
  assert.equal(await markAsked(app.db, one.id, another), true)
  const refused = { kind: 'refused', reason: 'homeserver_unavailable' } as const
  await assert.rejects(conclude(app, one, refused), { code: 'homeserver_unavailable' })
  assert.deepEqual(await it.counts(id), [0, 1])
})

test('while MAS can’t reach Synapse it makes no account, and the use comes back at once', async () => {
  await using it = await openOn('mas')
  const { code, id } = await it.portal.invite()
  synapseDown(it.mas)
  const reply = await join(newVisitor(it.portal.url), code, { name: 'alice', password })
  assert.match(reply.text, /isn’t answering/)
  assert.deepEqual(await it.counts(id), [0, 0])
})

test('with mas-token somebody is in as soon as MAS says so, and no sooner', async () => {
  await using it = await openOn('mas-token')
  it.mas.answer('reg token named')
  const { code, id } = await it.portal.invite()
  const visitor = newVisitor(it.portal.url)
  await join(visitor, code, { name: 'alice' })
  assert.match((await visitor.welcome()).text, /One more step/)
  const token = 'GET /api/admin/v1/user-registration-tokens/01M80PTXF95VZ6PH4WND3063AC'
  it.mas.answerAt(token, 'reg token get', ['"times_used": 0', '"times_used": 1'])
  it.mas.answer('by-username')
  assert.match((await visitor.welcome()).text, /Welcome, Alice/)
  assert.deepEqual(await it.counts(id), [1, 0])
})

test('an account whose creation was lost is deactivated, too, since nobody could ever sign in', async () => {
  await using it = await openOn('mas')
  const { code, id } = await it.portal.invite()
  it.mas.cut(users)
  await join(newVisitor(it.portal.url), code, { name: 'alice', password })
  it.mas.answer('by-username')
  await it.later(hour)
  assert.deepEqual([await it.counts(id), it.asked(deactivate)], [[0, 0], 1])
})

for (const database of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  const parts = database === 'PostgreSQL' ? needs('postgres') : {}
  const title =
    'an unfinished account that an operator calls absent is deactivated, or nothing is decided'
  test(`${title}, on ${database}`, parts, async () => {
    await using it = await openOn('mas', {}, {}, database)
    const { app } = it.portal
    const { code, id } = await it.portal.invite()
    it.mas.cut(setPassword)
    await join(newVisitor(it.portal.url), code, { name: 'alice', password })
    const [open] = await listOpen(app.db)
    const decide = () => resolveRedemption(app, open?.id ?? '', 'absent', shellActor)
    it.mas.cut(deactivate)
    await assert.rejects(decide(), { code: 'homeserver_unavailable' })
    assert.deepEqual([await it.counts(id), it.asked(deactivate)], [[0, 1], 1])
    await decide()
    assert.deepEqual([await it.counts(id), it.asked(deactivate)], [[0, 0], 2])
  })
}

test('another name gives the first one up, and an invitation for one person still works', async () => {
  await using it = await openOn('mas')
  const { code, id } = await it.portal.invite()
  const visitor = newVisitor(it.portal.url)
  it.mas.answer('set-password weak')
  await join(visitor, code, { name: 'alice', password })
  it.mas.answer('set-password ok')
  it.mas.answerAt(byName.replace('alice', 'bob'), 'by-username 404')
  const reply = await join(visitor, code, { name: 'bob', password })
  assert.equal(reply.status, 303)
  assert.deepEqual([await it.counts(id), it.asked(deactivate)], [[1, 0], 1])
})

test('with mas-token people finish at MAS, by a code, and come back for the apps', async () => {
  await using it = await openOn('mas-token')
  it.mas.answer('reg token named')
  const { code, id } = await it.portal.invite()
  const visitor = newVisitor(it.portal.url)
  const form = await visitor.get(`/i/${code}/account`)
  assert.doesNotMatch(form.text, /type="password"/)
  const reply = await join(visitor, code, { name: 'alice' })
  assert.match(reply.headers.get('location') ?? '', mePath)
  const step = (await visitor.welcome()).text
  assert.match(step, /invite-1/)
  assert.match(step, /href="http:\/\/127.0.0.1:8090\/register\/password\?username=alice"/)
  const invitation = (await visitor.get(`/i/${code}`)).text
  assert.match(invitation, /Create my account/)
  assert.match(invitation, /You may be asked for an e-mail address/)
  assert.doesNotMatch(invitation, /No e-mail address/)
  const claimed = (await visitor.welcome('?done')).text
  assert.match(claimed, /doesn’t know of your account yet/)
  assert.doesNotMatch(claimed, /Welcome, Alice/)
  assert.deepEqual(await it.counts(id), [0, 1])
  const again = await join(visitor, code, { name: 'alice' })
  assert.equal(again.status, 303)
  assert.equal(it.asked('POST /api/admin/v1/user-registration-tokens'), 1)
  await it.later(2 * hour)
  assert.deepEqual(await it.counts(id), [0, 0])
})
