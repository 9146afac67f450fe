import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { createInvite } from '../../src/core/invites/create.ts'
import { mintWayBack } from '../../src/core/people/ways-back.ts'
import { waitFor } from '../../src/shared/wait.ts'
import { newAdmin } from '../homeservers/synapses.ts'
import { openBrowser } from '../support/browser.ts'
import { openQuietPortal, signedIn } from '../support/console.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { login, newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'
import { plantAccount } from './planted.ts'

const console = { operators: ['@ruth:localhost'] }
const quiet = { homeserver: { serverName: 'localhost' }, console }

/** The facts of a page, without markup. */
const words = (text: string) => text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

const openedAt = async ({ app }: TestPortal) =>
  (await app.db.selectFrom('accounts').select('app_opened_at').executeTakeFirstOrThrow())
    .app_opened_at

for (const javaScriptEnabled of [true, false]) {
  test(
    `a browser ${javaScriptEnabled ? 'with' : 'without'} JavaScript says that an app was opened, and the console shows it`,
    needs('chromium'),
    async () => {
      const client = { webUrl: 'http://127.0.0.1:9/app' }
      await using portal = await openQuietPortal({ settings: { ...quiet, client } })
      const { id: invite_id } = await portal.invite()
      const id = await plantAccount(portal.app.db, { invite_id })
      const { secret } = await mintWayBack(portal.app, id)
      await using browser = await openBrowser()
      const context = await browser.newContext({ javaScriptEnabled })
      const page = await context.newPage()
      await page.goto(`${portal.url}/me/${secret}`)
      assert.equal(await openedAt(portal), null)
      await page.locator('a.button.main').click({ noWaitAfter: true })
      const at = await waitFor(20_000, async () => (await openedAt(portal)) ?? undefined)
      assert.ok(at)
      const { visitor } = await signedIn(portal, '@ruth:localhost')
      assert.match(words((await visitor.get(`/console/people/${id}`)).text), /App first opened/)
    },
  )
}

test('an app was opened only for whoever has the link, the first time stays, and forgetting erases it', async () => {
  const time = { passed: 0 }
  const clock = () => Date.now() + time.passed
  await using portal = await openQuietPortal({ settings: quiet, clock })
  const { id: invite_id } = await portal.invite()
  const id = await plantAccount(portal.app.db, { invite_id })
  const { secret } = await mintWayBack(portal.app, id)
  const { visitor, press } = await signedIn(portal, '@ruth:localhost')
  const page = async () => words((await visitor.get(`/console/people/${id}`)).text)
  const tell = (of: string) => newVisitor(portal.url).post(`/me/${of}/opened`, {}, {})
  assert.equal((await tell('0'.repeat(52))).status, 404)
  assert.equal(await openedAt(portal), null)
  assert.doesNotMatch(await page(), /App first opened/)
  assert.equal((await tell(secret)).status, 204)
  const first = await openedAt(portal)
  assert.ok(first)
  time.passed = 3_600_000
  assert.equal((await tell(secret)).status, 204)
  assert.equal(await openedAt(portal), first)
  await press(`/console/people/${id}/forget`)
  assert.equal(await openedAt(portal), null)
})

test(
  'an invitation’s page and a person’s show who opened an app, and Synapse says who is signed in, to operators alone',
  needs('synapse'),
  async () => {
    const adminToken = await newAdmin(synapse())
    const settings = { homeserver: { adminToken }, admin: { secret: 'operators-only-0123456789' } }
    await using portal = await openPortal({
      settings: { ...settings, console: { listen: 'public' } },
    })
    const inviter = `@${newName()}:${synapse().serverName}`
    const actor = { kind: 'moderator', id: inviter, via: 'console' } as const
    const { code, id: invite } = await createInvite(portal.app, { uses: 1 }, actor)
    const name = newName()
    const password = 'correct horse battery'
    const joined = await join(newVisitor(portal.url), code, { name, password })
    const me = joined.headers.get('location') ?? ''
    const account = await portal.app.db.selectFrom('accounts').selectAll().executeTakeFirstOrThrow()
    const path = `/console/people/${account.redemption_id}`
    const operator = await signedIn(portal)
    assert.match(words((await operator.visitor.get(path)).text), /Signed in on no device/)
    await login(synapse().url, name, password)
    await newVisitor(portal.url).post(`${me}/opened`, {}, {})
    const shown = await waitFor(20_000, async () => {
      const text = words((await operator.visitor.get(path)).text)
      return /signed in on one device/i.test(text) ? text : undefined
    })
    assert.ok(shown)
    assert.match(
      words((await operator.visitor.get(`/console/invites/${invite}`)).text),
      /Opened an app/,
    )
    const headers = { authorization: `Bearer ${settings.admin.secret}` }
    const reply = await fetch(`${portal.privateUrl}/api/v1/people/${name}`, { headers })
    const said = (await reply.json()) as { last_seen: { devices: number }; app_opened_at: string }
    assert.equal(said.last_seen.devices, 1)
    assert.ok(Date.parse(said.app_opened_at))
    const member = await signedIn(portal, inviter)
    const { status, text } = await member.visitor.get(path)
    assert.equal(status, 200)
    assert.match(words(text), /App first opened/)
    assert.doesNotMatch(words(text), /Last seen|one device/)
  },
)

test('a homeserver that never answers doesn’t keep a person’s page, which says so', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready))
  const { port } = silent.address() as { port: number }
  const homeserver = { url: `http://127.0.0.1:${port}`, serverName: 'localhost', adminToken: 'x' }
  try {
    await using portal = await openPortal({ settings: { homeserver, console } })
    const { id: invite_id } = await portal.invite()
    const id = await plantAccount(portal.app.db, { invite_id })
    const { visitor } = await signedIn(portal, '@ruth:localhost')
    const { status, text } = await visitor.get(`/console/people/${id}`)
    assert.equal(status, 200)
    assert.match(words(text), /Last seen The homeserver did not answer/)
  } finally {
    silent.closeAllConnections()
    silent.close()
  }
})
