import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openQuietPortal, type SignedIn, signedIn } from '../support/console.ts'
import { needs } from '../support/parts.ts'
import type { Kind, TestPortal } from '../support/portal.ts'

const day = 24 * 3_600_000
const start = Date.parse('2030-05-01T12:00:00Z')

const settings = {
  homeserver: { serverName: 'localhost' },
  console: { operators: ['@ruth:localhost'] },
}

let count = 0

/** An account that joined at the start for so many days, invited by Ana; its id. */
async function add(portal: TestPortal, localpart: string, days: number | null, changes = {}) {
  const { id: invite_id } = await portal.invite()
  const id = `01jt${String((count += 1)).padStart(22, '0')}`
  const end = days === null ? {} : { ends_at: start + days * day, grace_ms: 7 * day }
  const row = { redemption_id: id, localpart, invite_id, made_at: start, ...end, ...changes }
  await portal.app.db
    .insertInto('accounts')
    .values({ ...row, invited_by: '@ana:localhost' })
    .execute()
  return id
}

/** A portal at the start, with an operator, a moderator and a member. */
async function openHouse(database: Kind = 'SQLite') {
  const time = { now: start }
  const portal = await openQuietPortal({ settings, clock: () => time.now, database })
  const ruth = await signedIn(portal, '@ruth:localhost')
  const role = { member: '@mo:localhost', role: 'moderator' }
  assert.equal((await ruth.press('/console/members/role', role)).status, 303)
  const mo = await signedIn(portal, '@mo:localhost')
  const ana = await signedIn(portal, '@ana:localhost')
  const eve = await signedIn(portal, '@eve:localhost')
  const endOf = async (id: string) => {
    const query = portal.app.db.selectFrom('accounts').select('ends_at')
    const { ends_at: end } = await query.where('redemption_id', '=', id).executeTakeFirstOrThrow()
    return end === null ? null : (end - start) / day
  }
  const close = () => portal[Symbol.asyncDispose]()
  return { portal, time, ruth, mo, ana, eve, endOf, [Symbol.asyncDispose]: close }
}

/** The forms of a person's page that lead to `act`, as their fields. */
async function formsOf({ visitor }: SignedIn, id: string, act: string) {
  const { text } = await visitor.get(`/console/people/${id}`)
  const forms = text.matchAll(/<form[^>]* action="([^"]*)"[^>]*>([^]*?)<\/form>/g)
  return [...forms]
    .filter(([, action]) => action === `/console/people/${id}/${act}`)
    .map(([, , form = '']) => {
      const inputs = form.matchAll(/name="(\w+)"\s+value="([^"]*)"/g)
      return Object.fromEntries([...inputs].map(([, name, value]) => [name, value])) as Record<
        string,
        string
      >
    })
}

/** Presses a button of a person's page, and returns the page it leads to. */
async function pressOn(by: SignedIn, id: string, act: string, at = 0): Promise<string> {
  const form = (await formsOf(by, id, act))[at]
  assert.ok(form, `${act} is not offered`)
  const reply = await by.press(`/console/people/${id}/${act}`, form)
  assert.equal(reply.status, 303, reply.text)
  return by.follow(reply)
}

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  const need = kind === 'SQLite' ? {} : needs('postgres')
  test(
    `operators and moderators extend an account as often as they like (${kind})`,
    need,
    async () => {
      await using house = await openHouse(kind)
      const { portal, ruth, mo, endOf } = house
      const id = await add(portal, 'bo', 3)
      assert.match(await pressOn(ruth, id, 'extend'), /role="status">\s*<p>bo can stay longer/)
      assert.equal(await endOf(id), 10)
      await pressOn(mo, id, 'extend', 1)
      assert.equal(await endOf(id), 40)
    },
  )

  test(
    `the list of accounts that end soon has the next one first, page by page (${kind})`,
    need,
    async () => {
      await using house = await openHouse(kind)
      const { portal, ruth } = house
      await add(portal, 'later', 15)
      await add(portal, 'never', null)
      await add(portal, 'over', -8, { suspended_at: start, ended_at: start })
      await add(portal, '', 2)
      for (let at = 0; at < 26; at++) await add(portal, `g${at}`, 13 - Math.floor(at / 2))
      const names = async (path: string) => {
        const { text } = await ruth.visitor.get(path)
        const rows = text.matchAll(/\/console\/people\/\w{26}"\s*><bdi>([^<]+)/g)
        return { text, found: [...rows].map(([, name]) => name) }
      }
      const first = await names('/console/people?ends=soon')
      assert.equal(first.found.length, 25)
      assert.deepEqual(first.found.slice(0, 4), ['g24', 'g25', 'g22', 'g23'])
      const next = /href="([^"]*before=[^"]*)"/.exec(first.text)?.[1] ?? ''
      assert.match(next, /ends=soon/)
      const path = next.replaceAll('&amp;', '&')
      const second = await names(path.startsWith('?') ? `/console/people${path}` : path)
      assert.deepEqual(second.found, ['g1'])
      assert.deepEqual((await names('/console/people?ends=soon&name=g24')).found, ['g24'])
    },
  )
}

test('a person’s page says when the account ends, and its state then', async () => {
  await using house = await openHouse()
  const { portal, time, ruth } = house
  const id = await add(portal, 'bo', 3)
  const state = async (by: SignedIn) => {
    const { text } = await by.visitor.get(`/console/people/${id}`)
    return />\s*(Active|Suspended|Deactivated)\s*<\/span>/.exec(text)?.[1]
  }
  assert.equal(await state(ruth), 'Active')
  const { text } = await ruth.visitor.get(`/console/people/${id}`)
  assert.match(text, /datetime="2030-05-04T12:00:00\.000Z"[^]*datetime="2030-05-11T12:00:00\.000Z"/)
  time.now = start + 4 * day
  const later = await signedIn(portal, '@ruth:localhost')
  assert.equal(await state(later), 'Suspended')
  const ended = { ended_at: time.now }
  await portal.app.db.updateTable('accounts').set(ended).execute()
  assert.equal(await state(later), 'Deactivated')
  assert.deepEqual(await formsOf(later, id, 'extend'), [])
  const fields = { days: '7', end: String(start + 3 * day) }
  assert.equal((await later.press(`/console/people/${id}/extend`, fields)).status, 303)
  assert.equal(await house.endOf(id), 3)
})

test('a suspended account is extended from now on', async () => {
  await using house = await openHouse()
  const { portal, time, endOf } = house
  const id = await add(portal, 'bo', 3)
  time.now = start + 5 * day
  await pressOn(await signedIn(portal, '@ruth:localhost'), id, 'extend')
  assert.equal(await endOf(id), 12)
})

test('a member extends once those they invited, by no more than the first term', async () => {
  await using house = await openHouse()
  const { portal, ana, eve, mo, endOf } = house
  const id = await add(portal, 'bo', 3)
  assert.deepEqual(
    (await formsOf(ana, id, 'extend')).map(({ days }) => days),
    ['3'],
  )
  assert.deepEqual(await formsOf(ana, id, 'promote'), [])
  await pressOn(ana, id, 'extend')
  assert.equal(await endOf(id), 6)
  const { text } = await ana.visitor.get(`/console/people/${id}`)
  assert.match(text, /once already/)
  const again = { days: '7', end: String(start + 6 * day) }
  const refused = await ana.press(`/console/people/${id}/extend`, again)
  assert.equal(refused.status, 409)
  assert.match(refused.text, /once already/)
  assert.equal((await eve.press(`/console/people/${id}/extend`, again)).status, 404)
  for (const { press } of [ana, mo]) {
    assert.equal((await press(`/console/people/${id}/promote`)).status, 403)
  }
  assert.equal(await endOf(id), 6)
})

test('the same press twice extends once', async () => {
  await using house = await openHouse()
  const { portal, ruth, endOf } = house
  const id = await add(portal, 'bo', 3)
  const [form = {}] = await formsOf(ruth, id, 'extend')
  for (let times = 0; times < 2; times++) {
    assert.equal((await ruth.press(`/console/people/${id}/extend`, form)).status, 303)
  }
  assert.equal(await endOf(id), 10)
  const odd = { ...form, days: '-7' }
  assert.equal((await ruth.press(`/console/people/${id}/extend`, odd)).status, 400)
})

test('an operator makes an account permanent', async () => {
  await using house = await openHouse()
  const { portal, ruth, endOf } = house
  const id = await add(portal, 'bo', 3)
  const text = await pressOn(ruth, id, 'promote')
  assert.match(text, /The account of bo no longer has an end/)
  assert.equal(await endOf(id), null)
  assert.equal((await ruth.press(`/console/people/${id}/promote`)).status, 303)
})
