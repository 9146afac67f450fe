import { adminActor } from '../src/model/actor.ts'
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deleteInvite, pauseInvite, revokeInvite } from '../src/core/invites/invites.ts'
import { findById } from '../src/store/invites.ts'
import { holdPlace, insertHeld, newlyHeld } from '../src/store/redemptions.ts'
import { needs, synapse } from './support/parts.ts'
import { openPortal, type TestPortal } from './support/portal.ts'
import { newName } from './support/synapse-client.ts'
import { join, newVisitor } from './support/visitor.ts'

const password = 'correct horse battery'
const hour = 3_600_000
/** The shared address of several people. */
const neighbours = '192.0.2.1'

async function open(portal: TestPortal, path: string, headers: Record<string, string> = {}) {
  return newVisitor(portal.url, neighbours).get(path, headers)
}

/** Takes a place and leaves it held, as while an account is being created. */
async function holdOne(portal: TestPortal, inviteId: string, localpart: string): Promise<void> {
  await portal.app.db.transaction().execute(async (trx) => {
    await holdPlace(trx, inviteId, Date.now())
    const facts = { id: `held-${localpart}`, invite_id: inviteId, localpart, attempt: null }
    await insertHeld(trx, newlyHeld({ ...facts, held_at: Date.now() }))
  })
}

describe('when it cannot go on', needs('synapse'), () => {
  test('an unknown code is 404, with a field for the code', async () => {
    await using portal = await openPortal()
    const { status, text } = await open(portal, '/i/there-is-no-such')
    assert.equal(status, 404)
    assert.match(text, /We can.t find this invitation/)
    assert.match(text, /name="code"/)
  })

  test('an invitation that opens later is 403 and says when', async () => {
    await using portal = await openPortal()
    const opensAt = Date.now() + hour
    const { code } = await portal.invite({ opensAt })
    for (const path of [`/i/${code}`, `/i/${code}/account`]) {
      const { status, text } = await open(portal, path)
      assert.equal(status, 403)
      assert.ok(text.includes(new Date(opensAt).toISOString()))
    }
  })

  test('an invitation that has ended is 410 and says when', async () => {
    let now = Date.now()
    await using portal = await openPortal({ clock: () => now })
    const { code } = await portal.invite({ expiresAt: now + hour })
    assert.equal((await open(portal, `/i/${code}`)).status, 200)
    now += hour
    const { status, text } = await open(portal, `/i/${code}`)
    assert.equal(status, 410)
    assert.match(text, /This invitation ended on/)
  })

  test('a paused and a revoked invitation look the same, without a reason', async () => {
    await using portal = await openPortal()
    const paused = await portal.invite()
    const revoked = await portal.invite()
    await pauseInvite(portal.app, paused.id, adminActor)
    await revokeInvite(portal.app, revoked.id, adminActor)
    const pages = await Promise.all([paused, revoked].map(({ code }) => open(portal, `/i/${code}`)))
    assert.deepEqual(
      pages.map(({ status }) => status),
      [410, 410],
    )
    assert.equal(pages[0]?.text, pages[1]?.text)
    assert.match(pages[0]?.text ?? '', /isn.t open/)
  })

  test('a deleted invitation is as unknown as one that never was', async () => {
    await using portal = await openPortal()
    const { id, code } = await portal.invite()
    await deleteInvite(portal.app, id, adminActor)
    assert.equal((await open(portal, `/i/${code}`)).status, 404)
  })

  test('a newcomer who opens a used invitation again is led back to their account', async () => {
    await using portal = await openPortal()
    const { code } = await portal.invite()
    const visitor = newVisitor(portal.url)
    const name = newName()
    await join(visitor, code, { name, password })
    const mine = await visitor.get(`/i/${code}`)
    assert.equal(mine.status, 200)
    assert.match(mine.text, /You already made/)
    assert.ok(mine.text.includes(`@${name}:${synapse().serverName}`))
    const theirs = await open(portal, `/i/${code}`)
    assert.equal(theirs.status, 410)
    assert.ok(!theirs.text.includes(name))
  })

  test('if all places are held, the page says that a place may come free', async () => {
    await using portal = await openPortal({ settings: { redemptions: { wait: 200 } } })
    const { id, code } = await portal.invite()
    await holdOne(portal, id, newName())
    const reply = await join(newVisitor(portal.url), code, { name: newName(), password })
    assert.equal(reply.status, 503)
    assert.equal(reply.headers.get('retry-after'), '60')
    assert.match(reply.text, /Every place is being taken right now/)
  })

  test('a name that another newcomer holds is refused on the field', async () => {
    await using portal = await openPortal()
    const { id, code } = await portal.invite({ uses: 5 })
    const name = newName()
    await holdOne(portal, id, name)
    const reply = await join(newVisitor(portal.url), code, { name, password })
    assert.equal(reply.status, 422)
    assert.match(reply.text, /id="name-error"/)
  })

  test('a homeserver that is down is 503, costs no use, and recovers by itself', async () => {
    await using portal = await openPortal({ homeserverUrl: 'http://127.0.0.1:1' })
    const { id, code } = await portal.invite()
    const visitor = newVisitor(portal.url)
    const reply = await join(visitor, code, { name: newName(), password })
    assert.equal(reply.status, 503)
    assert.ok(Number(reply.headers.get('retry-after')) > 0)
    assert.match(reply.text, /isn.t answering/)
    const invite = await findById(portal.app.db, id)
    assert.deepEqual([invite?.used, invite?.held], [0, 0])
  })

  test('too many wrong codes are 429, and never keep a good link from opening', async () => {
    await using portal = await openPortal({
      settings: { limits: { wrongCodes: { points: 3, per: hour } } },
    })
    const strong = await portal.invite()
    const words = await portal.invite({ words: true })
    const statuses: number[] = []
    for (let at = 0; at < 5; at++) statuses.push((await open(portal, `/i/guess-${at}`)).status)
    assert.deepEqual(statuses, [404, 404, 404, 429, 429])
    assert.equal((await open(portal, `/i/${strong.code}`)).status, 200)
    const guessed = await open(portal, `/i/${words.code}`)
    assert.equal(guessed.status, 429)
    assert.ok(Number(guessed.headers.get('retry-after')) > 3000)
    const elsewhere = { 'x-forwarded-for': '192.0.2.7' }
    assert.equal((await open(portal, `/i/${words.code}`, elsewhere)).status, 200)
  })

  test('mistakes with a valid code lock out no other person behind the same address', async () => {
    await using portal = await openPortal({
      settings: { limits: { wrongCodes: { points: 3, per: hour } } },
    })
    const { code } = await portal.invite({ words: true })
    const statuses = new Set<number>()
    for (let at = 0; at < 40; at++) {
      const wrong = { name: newName(), password: 'x' }
      statuses.add((await join(newVisitor(portal.url, neighbours), code, wrong)).status)
    }
    assert.deepEqual([...statuses], [422])
    const right = { name: newName(), password }
    assert.equal((await join(newVisitor(portal.url), code, right)).status, 303)
  })

  test('forms and name checks share the limit on taken names, and a free name always passes', async () => {
    await using portal = await openPortal({
      settings: { limits: { nameChecks: { points: 2, per: hour } } },
    })
    const { code } = await portal.invite({ uses: 3 })
    const name = newName()
    await join(newVisitor(portal.url), code, { name, password })
    const statuses: number[] = []
    for (let at = 0; at < 3; at++) {
      statuses.push(
        (await join(newVisitor(portal.url, neighbours), code, { name, password })).status,
      )
    }
    assert.deepEqual(statuses, [422, 422, 429])
    assert.equal((await open(portal, `/i/${code}/name?name=${newName()}`)).status, 429)
    const right = { name: newName(), password }
    assert.equal((await join(newVisitor(portal.url), code, right)).status, 303)
  })

  test('a second person at a shared device starts anew while places are left, without a script', async () => {
    await using portal = await openPortal()
    const { code, id } = await portal.invite({ uses: 2 })
    const tablet = newVisitor(portal.url)
    const [mother, child] = [newName(), newName()]
    await join(tablet, code, { name: mother, password })
    const offer = /<form method="post" action="([^"]+)"/
    const page = await tablet.get(`/i/${code}`)
    assert.match(page.text, new RegExp(`You already made .*${mother}`, 's'))
    const path = offer.exec(page.text)?.[1] ?? ''
    assert.equal((await tablet.post(path, {}, { origin: 'https://evil.example' })).status, 403)
    const next = await tablet.post(path, {}, { origin: 'http://127.0.0.1:1' })
    assert.equal(next.headers.get('location'), `/i/${code}/account`)
    assert.equal((await join(tablet, code, { name: child, password })).status, 303)
    assert.ok((await tablet.welcome()).text.includes(child))
    const last = await tablet.get(`/i/${code}`)
    assert.match(last.text, /You already made/)
    assert.doesNotMatch(last.text, offer)
    const invite = await findById(portal.app.db, id)
    assert.deepEqual([invite?.used, invite?.held], [2, 0])
  })

  test('a taken name is refused on the field, with free names', async () => {
    await using portal = await openPortal()
    const { code } = await portal.invite({ uses: 5 })
    const name = newName()
    await join(newVisitor(portal.url), code, { name, password })
    const reply = await join(newVisitor(portal.url), code, { name, password })
    assert.equal(reply.status, 422)
    assert.match(reply.text, /These may be free/)
    assert.ok(reply.text.includes(`${name}.`))
    const check = await open(portal, `/i/${code}/name?name=${name}`)
    assert.equal(JSON.parse(check.text).status, 'taken')
    assert.equal(JSON.parse(check.text).suggestions.length, 3)
    const free = await open(portal, `/i/${code}/name?name=${newName()}`)
    assert.deepEqual(JSON.parse(free.text), { status: 'unknown' })
    const invalid = await open(portal, `/i/${code}/name?name=${encodeURIComponent('Ünsinn!')}`)
    assert.equal(JSON.parse(invalid.text).status, 'invalid')
  })

  test('a code copied from paper, or a whole link, leads to its invitation', async () => {
    await using portal = await openPortal()
    const { code } = await portal.invite({ words: true })
    const typed = encodeURIComponent(` ${code.toUpperCase().replaceAll('-', ' ')} `)
    const reply = await open(portal, `/i?code=${typed}`)
    assert.equal(reply.status, 303)
    const location = reply.headers.get('location') ?? ''
    assert.equal((await open(portal, location)).status, 200)
    const link = encodeURIComponent(`https://example.org/join/i/${code}?lang=de`)
    const pasted = await open(portal, `/i?code=${link}`)
    assert.equal(pasted.headers.get('location'), `/i/${code}`)
  })

  test('below a path prefix everything works, whether the proxy keeps or strips it', async () => {
    await using portal = await openPortal({
      settings: { public: { url: 'https://example.org/join' } },
    })
    const { code } = await portal.invite()
    for (const prefix of ['', '/join']) {
      const { status, text } = await open(portal, `${prefix}/i/${code}`)
      assert.equal(status, 200)
      assert.ok(text.includes(`href="/join/i/${code}/account"`))
    }
    const form = await open(portal, `/join/i/${code}/account`)
    assert.match(
      form.headers.get('set-cookie') ?? '',
      /Path=\/join; HttpOnly; Secure; SameSite=Lax/,
    )
    assert.equal((await open(portal, '/joinery')).status, 404)
  })
})
