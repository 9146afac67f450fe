import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeConsoleLink } from '../../src/core/members/console-link.ts'
import { scopeOf } from '../../src/core/permissions.ts'
import { endOwnSession, endOwnSessions, ownSessions } from '../../src/core/members/own-sessions.ts'
import { findSignedIn } from '../../src/core/members/session.ts'
import { consoleSet } from '../../src/http/console/routes.ts'
import { shellActor } from '../../src/model/actor.ts'
import { tables } from '../../src/store/schema.ts'
import { output } from '../support/command.ts'
import { cookieIn, openQuietPortal, ownPage, signIn } from '../support/console.ts'
import { onDatabase } from '../support/databases.ts'
import type { Kind, TestPortal } from '../support/portal.ts'
import { newVisitor } from '../support/visitor.ts'
import { configuration, site, workplace } from '../support/command.ts'

const hour = 3_600_000
const ana = '@ana:example.org'

/** A link's path, and a browser that has opened it. */
async function openLink(portal: TestPortal, mxid: string | null = null) {
  const path = `/console/link/${await makeConsoleLink(portal.app, mxid, shellActor)}`
  const browser = newVisitor(portal.url)
  return { path, browser, shown: await browser.get(path) }
}

test('a link of the command line signs in once, and looking at it uses nothing up', async () => {
  await using place = await workplace(configuration(site))
  const [link = '', words] = output(await place.runHere('console', 'link')).split('\n')
  assert.match(link, /^https:\/\/example\.org\/join\/console\/link\/[0-9a-hjkmnp-tv-z]{26}$/)
  assert.match(words ?? '', /once, within 10 minutes/)
  await using portal = await openQuietPortal({ databaseUrl: `sqlite:${place.folder}/latchkey.db` })
  const path = new URL(link).pathname.replace('/join', '')
  for (let looks = 0; looks < 3; looks++) {
    assert.match((await newVisitor(portal.url).get(path)).text, /<button type="submit"/)
  }
  const browser = newVisitor(portal.url)
  const used = await browser.press(path, {}, ownPage)
  assert.deepEqual([used.status, used.headers.get('location')], [303, '/console'])
  assert.equal((await browser.get('/console')).status, 200)
  const again = await newVisitor(portal.url).press(path, {}, ownPage)
  assert.equal(again.status, 410)
  assert.equal((await newVisitor(portal.url).get(path)).status, 410)
})

test('of twenty presses of one link a single one signs in', async () => {
  await using portal = await openQuietPortal()
  const { path } = await openLink(portal)
  const presses = Array.from({ length: 20 }, () => newVisitor(portal.url).press(path, {}, ownPage))
  const statuses = (await Promise.all(presses)).map(({ status }) => status)
  assert.deepEqual(statuses.filter((status) => status === 303).length, 1)
  assert.deepEqual(statuses.filter((status) => status === 410).length, 19)
})

test('a link is over after ten minutes', async () => {
  let now = Date.now()
  await using portal = await openQuietPortal({ clock: () => now })
  const { path, browser } = await openLink(portal)
  now += 10 * 60_000 + 1
  assert.equal((await browser.press(path, {}, ownPage)).status, 410)
})

test('a link for somebody opens a session with the role that they have at each request', async () => {
  await using portal = await openQuietPortal({ settings: { console: { operators: [ana] } } })
  const { path, browser, shown } = await openLink(portal, ana)
  assert.match(shown.text, /@ana<wbr \/>:example\.org/)
  const { headers } = await browser.press(path, {}, ownPage)
  const token = cookieIn(headers, 'latchkey_session') ?? ''
  const kindNow = async () => (await findSignedIn(portal.app, token))?.actor.kind
  assert.equal(await kindNow(), 'operator')
  await portal.app.reload({
    ...portal.app.config,
    console: { ...portal.app.config.console, operators: [] },
  })
  assert.equal(await kindNow(), 'member')
  const say = (change: object) =>
    portal.app.db.updateTable('members').set(change).where('mxid', '=', ana).execute()
  await say({ seen_role: 'operator' })
  assert.equal(await kindNow(), 'operator')
  await say({ named_role: 'moderator' })
  assert.equal(await kindNow(), 'moderator')
  await say({ standing: 'suspended' })
  assert.equal(await kindNow(), undefined)
  assert.equal((await browser.get('/console')).status, 303)
})

test('a link for what is no Matrix id is refused', async () => {
  await using place = await workplace(configuration(site))
  for (const wrong of ['ana', 'ana:example.org', '@:example.org', '@a b:example.org', '@ana']) {
    assert.equal((await place.runHere('console', 'link', '--as', wrong)).code, 2, wrong)
  }
  output(await place.runHere('console', 'link', '--as', '@ana:[::1]:8448'))
})

for (const kind of ['SQLite', 'PostgreSQL'] satisfies Kind[]) {
  test(
    `signing out ends a session at once on all replicas (${kind})`,
    onDatabase(kind),
    async () => {
      await using one = await openQuietPortal({ database: kind })
      await using other = await openQuietPortal({ databaseUrl: one.app.config.database.url })
      const { path, browser } = await openLink(one)
      const { headers } = await browser.press(path, {}, ownPage)
      const cookie = `latchkey_session=${cookieIn(headers, 'latchkey_session')}`
      const thief = newVisitor(other.url)
      assert.equal((await thief.get('/console', { cookie })).status, 200)
      const out = await browser.press('/console/sign-out', {}, ownPage)
      assert.deepEqual([out.status, cookieIn(out.headers, 'latchkey_session')], [303, ''])
      assert.equal((await thief.get('/console', { cookie })).status, 303)
      assert.equal((await thief.press('/console/sign-out', {}, { ...ownPage, cookie })).status, 401)
    },
  )
}

test('a session is over after 12 hours without a use, and after 7 days in any case', async () => {
  let now = Date.now()
  await using portal = await openQuietPortal({ clock: () => now })
  const idle = await signIn(portal, ana)
  now += 12 * hour + 1
  assert.equal((await idle.get('/console')).status, 303)
  const busy = await signIn(portal, ana)
  const statuses: number[] = []
  for (let passed = 0; passed <= 7 * 24; passed += 11) {
    statuses.push((await busy.get('/console')).status)
    now += 11 * hour
  }
  assert.deepEqual(new Set(statuses), new Set([200]))
  assert.equal((await busy.get('/console')).status, 303)
  const shell = await signIn(portal)
  now += 11 * hour
  assert.equal((await shell.get('/console')).status, 200)
  now += hour + 1
  assert.equal((await shell.get('/console')).status, 303)
})

test('everybody lists and ends their own sessions, one or all, and nobody else’s', async () => {
  await using portal = await openQuietPortal()
  const signedIn = async (mxid: string) => {
    const { path, browser } = await openLink(portal, mxid)
    const { headers } = await browser.press(path, {}, ownPage)
    const token = cookieIn(headers, 'latchkey_session') ?? ''
    const found = await findSignedIn(portal.app, token)
    assert.ok(found)
    return { ...found, isOpen: async () => (await findSignedIn(portal.app, token)) !== undefined }
  }
  const [one, two, other] = [await signedIn(ana), await signedIn(ana), await signedIn('@ben:a.org')]
  const ids = (await ownSessions(portal.app, one)).map(({ id }) => id)
  assert.deepEqual(new Set(ids), new Set([one.session.id, two.session.id]))
  await assert.rejects(endOwnSession(portal.app, one, other.session.id), { code: 'not_found' })
  await endOwnSession(portal.app, one, two.session.id)
  assert.deepEqual(
    [await one.isOpen(), await two.isOpen(), await other.isOpen()],
    [true, false, true],
  )
  await signedIn(ana)
  assert.equal(await endOwnSessions(portal.app, one), 2)
  assert.deepEqual([await one.isOpen(), await other.isOpen()], [false, true])
})

test('who is forgotten has no session left, and their name is nowhere', async () => {
  await using place = await workplace(configuration(site))
  await using portal = await openQuietPortal({ databaseUrl: `sqlite:${place.folder}/latchkey.db` })
  const mxid = '@erika:example.org'
  const browser = await signIn(portal, mxid)
  const { id } = await portal.invite()
  const { db } = portal.app
  await db.updateTable('invites').set({ created_by: mxid }).where('id', '=', id).execute()
  assert.match(output(await place.runHere('people', 'forget', mxid)), /was erased/)
  assert.equal((await browser.get('/console')).status, 303)
  for (const table of tables) {
    const rows = await db.selectFrom(table).selectAll().execute()
    assert.doesNotMatch(JSON.stringify(rows), /erika/, table)
  }
  assert.match(output(await place.runHere('people', 'forget', '@erika:example.org')), /No data/)
})

test('a session that somebody planted is not the one that a sign-in opens', async () => {
  await using portal = await openQuietPortal()
  const planted = {
    cookie: 'latchkey_session=0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefghjk',
  }
  const { path, browser } = await openLink(portal)
  const { headers } = await browser.press(path, {}, { ...ownPage, ...planted })
  assert.notEqual(`latchkey_session=${cookieIn(headers, 'latchkey_session')}`, planted.cookie)
  assert.equal((await newVisitor(portal.url).get('/console', planted)).status, 303)
  const first = { cookie: `latchkey_session=${cookieIn(headers, 'latchkey_session')}` }
  await signIn(portal, ana, browser)
  assert.equal((await newVisitor(portal.url).get('/console', first)).status, 303)
})

/** What a sign-in at a portal with this address sets. */
async function cookieAt(url: string): Promise<string> {
  await using portal = await openQuietPortal({ settings: { public: { url } } })
  const { path, browser } = await openLink(portal)
  const { headers } = await browser.press(path, {}, { ...ownPage, origin: new URL(url).origin })
  return headers.getSetCookie().join()
}

test('the cookie of a session is out of reach of scripts, other sites and plain http', async () => {
  const root = await cookieAt('https://example.org')
  assert.match(root, /^__Host-latchkey_session=.*; Max-Age=43200; Path=\/; HttpOnly; Secure; Same/)
  assert.match(root, /SameSite=Lax/)
  assert.match(
    await cookieAt('https://example.org/join'),
    /^__Secure-latchkey_session=.*Path=\/join;/,
  )
  assert.match(await cookieAt('http://localhost:1'), /^latchkey_session=/)
})

test('what the database keeps of links and sessions opens nothing', async () => {
  await using portal = await openQuietPortal()
  const { path, browser } = await openLink(portal)
  const secret = path.split('/').at(-1) ?? ''
  const dump = async () => {
    const rows = await Promise.all(
      (['console_links', 'sessions', 'events'] as const).map((table) =>
        portal.app.db.selectFrom(table).selectAll().execute(),
      ),
    )
    return JSON.stringify(rows) + portal.logged()
  }
  assert.doesNotMatch(await dump(), new RegExp(secret))
  const { headers } = await browser.press(path, {}, ownPage)
  const token = cookieIn(headers, 'latchkey_session') ?? ''
  assert.equal(token.length, 52)
  assert.doesNotMatch(await dump(), new RegExp(`${secret}|${token}`))
})

test('who has to sign in first comes back, and never to another site', async () => {
  await using portal = await openQuietPortal()
  const led = await newVisitor(portal.url).get('/console?filter=mine')
  assert.equal(led.headers.get('location'), '/console/sign-in?next=%2Fconsole%3Ffilter%3Dmine')
  const browser = await signIn(portal)
  const after = async (next: string) =>
    (await browser.get(`/console/sign-in?next=${encodeURIComponent(next)}`)).headers.get('location')
  assert.equal(await after('/console/people?q=ana'), '/console/people?q=ana')
  const elsewhere = [
    'https://evil.example/console',
    '//evil.example/console',
    '/\\evil.example/console',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/console/../i/code',
    '/consolex',
    'console',
    '/\t/evil.example',
    '',
  ]
  for (const next of elsewhere) assert.equal(await after(next), '/console', next)
})

test('every form of the console is refused across sites, without a session, and after its end', async () => {
  await using portal = await openQuietPortal()
  const forms = consoleSet.routes.filter(({ method }) => method !== 'GET')
  const guarded = forms.filter(({ allow }) => allow !== 'public')
  assert.ok(guarded.length > 0 && forms.length > guarded.length)
  const browser = await signIn(portal)
  const foreign: Record<string, string>[] = [
    {},
    { origin: 'null' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { ...ownPage, 'sec-fetch-site': 'same-site' },
    { ...ownPage, origin: 'http://127.0.0.1:2' },
  ]
  for (const { path } of forms) {
    for (const headers of foreign) {
      const { status } = await browser.press(path.replaceAll(/:\w+/g, 'x'), {}, headers)
      assert.equal(status, 403, `${path} ${JSON.stringify(headers)}`)
    }
  }
  const ended = await signIn(portal)
  await ended.press('/console/sign-out', {}, ownPage)
  for (const { path } of guarded) {
    for (const who of [newVisitor(portal.url), ended]) {
      const { status } = await who.press(path.replaceAll(/:\w+/g, 'x'), {}, ownPage)
      assert.equal(status, 401, path)
    }
  }
})

test('every page of the console is kept nowhere, and shown in no frame', async () => {
  await using portal = await openQuietPortal()
  const browser = await signIn(portal)
  for (const { path, method } of consoleSet.routes) {
    if (method !== 'GET' || path.includes('/static/')) continue
    const { headers } = await browser.get(path.replaceAll(/:\w+/g, 'x'))
    assert.equal(headers.get('cache-control'), 'no-store', path)
    assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/, path)
  }
})

test('over http the console opens nothing, except on this machine, and says why', async () => {
  const settings = { public: { url: 'http://chat.example.org' } }
  await using portal = await openQuietPortal({ settings })
  for (const path of ['/console', '/console/sign-in', '/console/link/x']) {
    const { status, text } = await newVisitor(portal.url).get(path)
    assert.equal(status, 403)
    assert.match(text, /needs https/)
  }
})

const statusAt = async (url: string) => (await newVisitor(url).get('/console/sign-in')).status

async function statusesOf(listen: 'public' | 'private' | 'off'): Promise<number[]> {
  await using portal = await openQuietPortal({ settings: { console: { listen } } })
  return [await statusAt(portal.url), await statusAt(portal.privateUrl)]
}

test('the console is where the configuration says: public, private or nowhere', async () => {
  assert.deepEqual(await statusesOf('public'), [200, 404])
  assert.deepEqual(await statusesOf('private'), [404, 200])
  assert.deepEqual(await statusesOf('off'), [404, 404])
})

test('on the private listener only its own names are answered, and its own pages post', async () => {
  await using portal = await openQuietPortal({ settings: { console: { listen: 'private' } } })
  const { path } = await openLink(portal)
  const browser = newVisitor(portal.privateUrl)
  const { origin } = new URL(portal.privateUrl)
  assert.equal((await browser.press(path, {}, ownPage)).status, 403)
  assert.equal((await browser.press(path, {}, { origin })).status, 303)
  assert.equal((await browser.get('/console')).status, 200)
})

test('everybody who can sign in can sign out', () => {
  for (const kind of ['operator', 'moderator', 'member', 'shell'] as const) {
    assert.equal(scopeOf({ kind, id: ana, via: 'console' }, 'sessions:end'), 'own')
  }
})
