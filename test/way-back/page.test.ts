import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as pathOf } from 'node:path'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { purge } from '../../src/core/people/purge.ts'
import { forgetPerson } from '../../src/core/people/forget.ts'
import { shellActor } from '../../src/model/actor.ts'
import { seal } from '../../src/http/kit/cookies.ts'
import { openBrowser } from '../support/browser.ts'
import { onDatabase } from '../support/databases.ts'
import { needs, synapse } from '../support/parts.ts'
import { type Kind, openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, mePath, newVisitor, type Visitor } from '../support/visitor.ts'

const password = 'correct horse battery'
const hour = 3_600_000
const day = 24 * hour

const own = { origin: 'http://127.0.0.1:1' }

/** Somebody who joined: their name, and the address of their page. */
async function joined(
  portal: TestPortal,
  visitor: Visitor = newVisitor(portal.url),
  name = newName(),
) {
  const { code } = await portal.invite()
  const { status, headers, text } = await join(visitor, code, { name, password })
  assert.equal(status, 303, text)
  const me = headers.get('location') ?? ''
  assert.match(me, mePath)
  return { name, code, me, address: `@${name}:${synapse().serverName}` }
}

const phone = {
  'user-agent': 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Mobile Safari/537.36',
}
const tablet = {
  'user-agent': 'Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15',
}
const computer = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101' }

const oldCookie = (value: string) => ({ cookie: `latchkey_welcome=${value}` })

const waysBack = ({ app }: TestPortal) => app.db.selectFrom('ways_back').selectAll().execute()

for (const database of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  describe(`the page of an account on ${database}`, onDatabase(database), () => {
    test('is there for seven days, for whoever has the link, without a cookie', async () => {
      const time = { passed: 0 }
      await using portal = await openPortal({ database, clock: () => Date.now() + time.passed })
      const { me, address } = await joined(portal)
      const elsewhere = newVisitor(portal.url)
      for (time.passed of [0, 6 * day]) {
        const page = await elsewhere.get(me)
        assert.equal(page.status, 200)
        assert.ok(page.text.includes(address))
        assert.ok(page.text.includes(`http://127.0.0.1:1${me}`))
        assert.match(page.text, /aria-label="QR code that opens this page on another device"/)
        assert.doesNotMatch(page.text, /correct horse/)
      }
      time.passed = 7 * day
      assert.equal((await elsewhere.get(me)).status, 404)
      await purge(portal.app)
      assert.deepEqual(await waysBack(portal), [])
    })

    test('is kept by its hash alone, and no log line, metric or event has its secret', async () => {
      await using portal = await openPortal({ database })
      const { me } = await joined(portal)
      await newVisitor(portal.url).get(me)
      const secret = me.slice('/me/'.length)
      const { app } = portal
      const events = await app.db.selectFrom('events').selectAll().execute()
      const kept = JSON.stringify([await waysBack(portal), events])
      const told = portal.logged() + (await app.metrics.registry.metrics()) + kept
      assert.ok(!told.includes(secret))
      assert.match(told, /\/me\/:secret/)
    })

    test('can be forgotten: every link to it ends, on every device, and nobody else’s', async () => {
      await using portal = await openPortal({ database })
      const visitor = newVisitor(portal.url)
      const first = await joined(portal, visitor)
      const other = await joined(portal)
      const again = await join(visitor, first.code, { name: first.name, password })
      const second = again.headers.get('location') ?? ''
      assert.notEqual(second, first.me)
      const elsewhere = newVisitor(portal.url)
      const asked = await elsewhere.get(`${second}/forget`)
      assert.match(asked.text, /Forget this page\?/)
      const evil = { origin: 'https://evil.example' }
      assert.equal((await elsewhere.post(`${second}/forget`, {}, evil)).status, 403)
      assert.equal((await elsewhere.get(first.me)).status, 200)
      const done = await elsewhere.post(`${second}/forget`, {}, own)
      assert.equal(done.status, 200)
      assert.match(done.text, /This page is forgotten/)
      for (const path of [first.me, second, `${second}/forget`]) {
        assert.equal((await elsewhere.get(path)).status, 404, path)
      }
      assert.equal((await elsewhere.post(`${second}/forget`, {}, own)).status, 404)
      assert.equal((await visitor.welcome()).status, 404)
      assert.equal((await elsewhere.get(other.me)).status, 200)
    })

    test('a kill between the account and the redirect costs nothing: the next press leads there', async () => {
      await using portal = await openPortal({ database })
      const { db } = portal.app
      const { code, id } = await portal.invite()
      const visitor = newVisitor(portal.url)
      const name = newName()
      await sql`alter table ways_back rename to out_of_reach`.execute(db)
      const broken = await join(visitor, code, { name, password })
      assert.ok(broken.status >= 500, String(broken.status))
      await sql`alter table out_of_reach rename to ways_back`.execute(db)
      const again = await join(visitor, code, { name, password })
      assert.equal(again.status, 303)
      const page = await newVisitor(portal.url).get(again.headers.get('location') ?? '')
      assert.ok(page.text.includes(`@${name}:`))
      const invite = await db
        .selectFrom('invites')
        .select(['used', 'held'])
        .where('id', '=', id)
        .executeTakeFirst()
      assert.deepEqual([invite?.used, invite?.held], [1, 0])
    })

    test('ends when the person is forgotten', async () => {
      await using portal = await openPortal({ database })
      const { me, name } = await joined(portal)
      await forgetPerson(portal.app, name, shellActor)
      assert.equal((await newVisitor(portal.url).get(me)).status, 404)
      assert.deepEqual(await waysBack(portal), [])
    })

    test('the button can be pressed any number of times, and the latest twenty links work', async () => {
      await using portal = await openPortal({ database })
      const visitor = newVisitor(portal.url)
      const { code, name, me } = await joined(portal, visitor)
      for (let press = 0; press < 25; press++) await join(visitor, code, { name, password })
      assert.equal((await waysBack(portal)).length, 20)
      assert.equal((await visitor.get(me)).status, 404)
      assert.equal((await visitor.welcome()).status, 200)
    })
  })
}

describe('the page of an account', needs('synapse'), () => {
  test('has the app for the device that opens it', async () => {
    await using portal = await openPortal()
    const { me } = await joined(portal)
    const page = async (headers: Record<string, string>) =>
      (await newVisitor(portal.url).get(me, headers)).text
    assert.match(
      await page(phone),
      /Element X on Google Play[^]*class="button main" href="https:\/\/mobile/,
    )
    assert.match(
      await page(tablet),
      /Element X in the App Store[^]*class="button main" href="https:\/\/mobile/,
    )
    assert.match(await page(computer), /Open the chat in this browser/)
  })

  test('is never cached, listed by a search engine, or told to the sites that it links to', async () => {
    await using portal = await openPortal()
    const { me } = await joined(portal)
    for (const path of [me, '/me/nobody-made-this-one']) {
      const { headers, text } = await newVisitor(portal.url).get(path)
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
      assert.match(text, /<meta name="robots" content="noindex" \/>/)
    }
  })

  test('guesses cost points, a wrong secret looks like one that is over, and a right one always works', async () => {
    const settings = { limits: { wrongCodes: { points: 3, per: hour } } }
    const time = { passed: 0 }
    await using portal = await openPortal({ settings, clock: () => Date.now() + time.passed })
    const { me: over } = await joined(portal)
    time.passed = 7 * day
    const { me } = await joined(portal)
    const guesser = newVisitor(portal.url)
    const [wrong, old] = [await guesser.get(`/me/${'0'.repeat(52)}`), await guesser.get(over)]
    assert.deepEqual([wrong.status, old.status], [404, 404])
    assert.equal(wrong.text, old.text)
    assert.equal((await guesser.get('/me/x')).status, 404)
    assert.equal((await guesser.get(`/me/${'1'.repeat(52)}`)).status, 429)
    assert.equal((await guesser.get(me)).status, 200)
    assert.equal((await guesser.get(me.toUpperCase().replace('/ME/', '/me/'))).status, 200)
  })

  test('is there after a restart, and this browser is led to it', async () => {
    const folder = await mkdtemp(pathOf(tmpdir(), 'latchkey-'))
    const databaseUrl = `sqlite:${folder}/x.db`
    const visitor = newVisitor('http://127.0.0.1:9')
    let made: { me: string; address: string }
    {
      await using portal = await openPortal({ databaseUrl })
      made = await joined(portal, visitor.at(portal.url))
    }
    await using portal = await openPortal({ databaseUrl })
    assert.ok((await newVisitor(portal.url).get(made.me)).text.includes(made.address))
    const { status, headers } = await visitor.at(portal.url).get('/welcome')
    assert.deepEqual([status, headers.get('location')], [303, made.me])
    await rm(folder, { recursive: true })
  })

  test('a cookie or link of version 0.1 leads there', async () => {
    await using portal = await openPortal()
    const { name, code, address } = await joined(portal)
    const invite = await portal.app.db
      .selectFrom('invites')
      .select('id')
      .where('code', '=', code)
      .executeTakeFirstOrThrow()
    const content = { name, invite: invite.id, until: Date.now() + day }
    const sealed = seal(content, portal.app.cookieKey)
    const past = seal({ ...content, until: Date.now() - 1 }, portal.app.cookieKey)
    const open = (path: string, headers = {}) => newVisitor(portal.url).get(path, headers)
    for (const reply of [
      await open(`/welcome?in=${sealed}`),
      await open('/welcome', oldCookie(sealed)),
    ]) {
      assert.equal(reply.status, 303)
      const page = await open(reply.headers.get('location') ?? '')
      assert.ok(page.text.includes(address))
    }
    for (const reply of [
      await open(`/welcome?in=${past}`),
      await open('/welcome', oldCookie(`${sealed}x`)),
      await open('/welcome'),
    ]) {
      assert.equal(reply.status, 404)
    }
  })

  test('ends with an account that was deactivated', async () => {
    await using portal = await openPortal()
    const { me, name } = await joined(portal)
    await portal.app.db
      .updateTable('accounts')
      .set({ ended_at: Date.now() })
      .where('localpart', '=', name)
      .execute()
    assert.equal((await newVisitor(portal.url).get(me)).status, 404)
  })
})

test(
  'another device opens the page by its QR code’s link, without JavaScript, and can have it forgotten',
  needs('synapse', 'chromium'),
  async () => {
    await using portal = await openPortal({ settings: { public: { url: 'http://127.0.0.1:1' } } })
    const { me, address } = await joined(portal)
    await using browser = await openBrowser()
    const context = await browser.newContext({
      javaScriptEnabled: false,
      userAgent: phone['user-agent'],
    })
    const page = await context.newPage()
    await page.goto(portal.url + me)
    const said = await page.getByRole('main').innerText()
    assert.ok(said.includes(address))
    await page.getByRole('link', { name: 'Open Element X' }).waitFor()
    await page.getByText('Deutsch').waitFor({ state: 'hidden' })
    await page.goto(`${portal.url}${me}?lang=de`)
    await page.getByRole('link', { name: 'Diese Seite vergessen' }).click()
    await page.getByRole('heading', { name: 'Diese Seite vergessen?' }).waitFor()
    await page.getByRole('link', { name: 'Behalten' }).click()
    await page.getByRole('heading', { level: 1, name: 'Willkommen' }).waitFor()
  },
)
