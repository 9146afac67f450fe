import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recheckStanding } from '../../src/core/members/recheck.ts'
import { newAccount, newAdmin } from '../homeservers/synapses.ts'
import { signIn } from '../support/console.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'

const hour = 3_600_000

test(
  'once a day the homeserver is asked who lost their standing, where an administrator’s token may ask',
  needs('synapse'),
  async () => {
    let now = Date.now()
    const address = synapse()
    const admin = await newAdmin(address)
    await using portal = await openPortal({
      clock: () => now,
      settings: { homeserver: { adminToken: admin } },
    })
    const { db } = portal.app
    const states = { suspended: '', locked: '', deactivated: '', good: '' }
    const mxids = new Map<string, string>()
    for (const state of Object.keys(states)) {
      const name = newName(state)
      await newAccount(address, { name })
      mxids.set(state, `@${name}:${address.serverName}`)
    }
    const of = (state: string) => mxids.get(state) ?? ''
    const browsers = new Map<string, Awaited<ReturnType<typeof signIn>>>()
    for (const mxid of mxids.values()) browsers.set(mxid, await signIn(portal, mxid))
    const foreign = await signIn(portal, '@ana:elsewhere.example')
    const { id } = await portal.invite()
    const made = { created_by: of('suspended') }
    await db.updateTable('invites').set(made).where('id', '=', id).execute()
    const call = (path: string, body: object, method: 'PUT' | 'POST' = 'PUT') =>
      fetch(`${address.url}/_synapse/admin/${path}`, {
        method,
        headers: { authorization: `Bearer ${admin}` },
        body: JSON.stringify(body),
      })
    await recheckStanding(portal.app)
    await call(`v1/suspend/${of('suspended')}`, { suspend: true })
    await call(`v2/users/${of('locked')}`, { locked: true })
    await call(`v1/deactivate/${of('deactivated')}`, { erase: false }, 'POST')
    now += 2 * hour
    await recheckStanding(portal.app)
    const standings = async () => {
      const rows = await db.selectFrom('members').select(['mxid', 'standing']).execute()
      return Object.fromEntries(rows.map(({ mxid, standing }) => [mxid, standing]))
    }
    assert.deepEqual(new Set(Object.values(await standings())), new Set(['good']))
    now += 23 * hour
    for (const mxid of mxids.values()) browsers.set(mxid, await signIn(portal, mxid))
    await recheckStanding(portal.app)
    const found = await standings()
    for (const state of Object.keys(states)) assert.equal(found[of(state)], state)
    assert.equal(found['@ana:elsewhere.example'], 'good')
    for (const [mxid, browser] of browsers) {
      const { status } = await browser.get('/console')
      assert.equal(status, mxid === of('good') ? 200 : 303, mxid)
    }
    assert.equal((await foreign.get('/console')).status, 303)
    const paused = () =>
      db.selectFrom('invites').select('paused_at').where('id', '=', id).executeTakeFirst()
    assert.notEqual((await paused())?.paused_at, null)
    const browser = await signIn(portal, of('suspended'))
    const shown = await browser.get('/console')
    assert.match(shown.headers.get('location') ?? '', /sign-in/)
    await call(`v1/suspend/${of('suspended')}`, { suspend: false })
    now += 25 * hour
    await recheckStanding(portal.app)
    assert.equal((await standings())[of('suspended')], 'good')
    assert.equal((await paused())?.paused_at, null)
  },
)

test('without such a token nobody is asked, and no answer changes nothing', async () => {
  let asked = 0
  const facts = { standing: null, isAdmin: null, isModerator: null }
  await using portal = await openPortal({
    settings: { homeserver: { url: 'http://127.0.0.1:9', serverName: 'example.org' } },
  })
  const { app } = portal
  assert.equal(app.signIn.askAccount, undefined)
  const browser = await signIn(portal, '@ana:example.org')
  const askAccount = async () => (asked++, facts)
  await recheckStanding({ ...app, signIn: { ...app.signIn, askAccount } })
  assert.equal(asked, 1)
  assert.equal((await browser.get('/console')).status, 200)
})
