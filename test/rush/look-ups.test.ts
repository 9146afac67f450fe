import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ownSynapse } from '../homeservers/synapses.ts'
import { needs } from '../support/parts.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { mePath, join, newVisitor } from '../support/visitor.ts'

const password = 'correct horse battery'
const proxies = { trusted: ['127.0.0.1'] }

interface Said {
  status: string
  suggestions?: string[]
}

/** The response of a name check, each time from another network. */
async function check(portal: TestPortal, code: string, name: string, at = 0): Promise<Said> {
  const headers = { 'x-forwarded-for': `10.1.${at}.7` }
  const reply = await fetch(`${portal.url}/i/${code}/name?name=${name}`, { headers })
  return (await reply.json()) as Said
}

/** The number of requests to the homeserver about names. */
async function asked({ app }: TestPortal): Promise<number> {
  const { values } = await app.metrics.homeserver.get()
  return values
    .filter(({ metricName, labels }) => metricName?.endsWith('_count') && labels.call === 'profile')
    .reduce((sum, { value }) => sum + value, 0)
}

describe('name checks and suggestions', needs('synapse'), () => {
  test('send 100 requests in ten minutes, then none; sign-ups continue', async () => {
    let passed = 0
    const elapsed = () => performance.now() + passed
    await using portal = await openPortal({ settings: { proxies }, clock: Date.now, elapsed })
    const taken = newName()
    await join(newVisitor(portal.url), (await portal.invite()).code, { name: taken, password })
    const before = await asked(portal)
    const { code } = await portal.invite()
    // One request for the name, four for possible suggestions.
    const first = await check(portal, code, taken)
    assert.equal(first.status, 'taken')
    assert.ok((first.suggestions ?? []).length > 0)
    for (let at = 1; at <= 95; at++) await check(portal, code, newName(), at)
    assert.equal((await asked(portal)) - before, 100)
    assert.deepEqual(await check(portal, code, taken, 96), { status: 'unknown' })
    assert.equal((await asked(portal)) - before, 100)
    // The form itself says that the name is taken, without suggestions.
    const reply = await join(newVisitor(portal.url), code, { name: taken, password })
    assert.equal(reply.status, 422)
    assert.match(reply.text, /id="offers" hidden/)
    const { headers } = await join(newVisitor(portal.url), code, { name: newName(), password })
    assert.match(headers.get('location') ?? '', mePath)
    passed = 10 * 60_000
    assert.equal((await check(portal, (await portal.invite()).code, taken, 97)).status, 'taken')
  })

  test('send no request for a minute after a 429, whichever request got it', async () => {
    await using synapse = await ownSynapse(() => ({
      rc_profile: { per_second: 0.001, burst_count: 1 },
    }))
    const { url, serverName, sharedSecret: registrationSharedSecret } = synapse
    const homeserver = { url, serverName, registrationSharedSecret }
    let passed = 0
    const elapsed = () => performance.now() + passed
    const settings = { homeserver, proxies }
    await using portal = await openPortal({ settings, clock: Date.now, elapsed })
    const taken = newName()
    const invite = await portal.invite()
    await join(newVisitor(portal.url), invite.code, { name: taken, password })
    const { code } = await portal.invite()
    // Synapse counts this address separately.
    assert.equal((await check(portal, code, taken, 1)).status, 'taken')
    const met = await asked(portal)
    for (let at = 2; at < 9; at++) {
      assert.deepEqual(await check(portal, code, taken, at), { status: 'unknown' })
    }
    assert.equal(await asked(portal), met)
    passed = 61_000
    assert.equal((await check(portal, code, taken, 9)).status, 'taken')
  })
})

test(
  'every request before the account tells the homeserver the visitor’s address',
  needs('synapse'),
  async () => {
    await using synapse = await ownSynapse(() => ({
      rc_profile: { per_second: 0.001, burst_count: 2 },
    }))
    const { url, serverName, sharedSecret: registrationSharedSecret } = synapse
    const homeserver = { url, serverName, registrationSharedSecret }
    await using portal = await openPortal({ settings: { homeserver, proxies } })
    const { code } = await portal.invite({ uses: 9 })
    for (let at = 0; at < 9; at++) {
      const visitor = newVisitor(portal.url)
      const headers = { 'x-forwarded-for': `10.2.${at}.7` }
      await visitor.get(`/i/${code}/account`, headers)
      assert.equal((await check(portal, code, newName(), at)).status, 'unknown')
      const fields = { name: newName(), password }
      const reply = await visitor.post(`/i/${code}/account`, fields, headers)
      assert.match(reply.headers.get('location') ?? '', mePath)
    }
    assert.doesNotMatch(portal.logged(), /"outcome":"429"/)
  },
)
