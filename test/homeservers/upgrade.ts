// `npm run test:upgrade`: upgrades Synapse from a release of December 2023 to the newest under a running
// portal. The first run installs the old release, which takes minutes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settle } from '../../src/core/redemption/settle.ts'
import { findById } from '../../src/store/invites.ts'
import { NEWEST, type Release } from '../../tools/synapse-install.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { login } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'
import { proxyTo } from './proxy.ts'
import { ownSynapse } from './synapses.ts'

/** The oldest release that still installs; it needs an older prometheus-client. */
const OLD: Release = { version: '1.98.0', with: ['prometheus-client<0.22'] }

const password = 'correct horse battery'

test('invitations and accounts of a portal survive an upgrade of Synapse', async () => {
  await using synapse = await ownSynapse(() => ({}), OLD)
  await using proxy = await proxyTo(synapse.url)
  const { serverName, sharedSecret: registrationSharedSecret } = synapse
  let passed = 0
  await using portal = await openPortal({
    settings: { homeserver: { url: proxy.url, serverName, registrationSharedSecret } },
    clock: () => Date.now() + passed,
  })
  const { id, code } = await portal.invite({ uses: 4 })
  assert.equal(await versionAt(synapse.url), OLD.version)
  assert.equal(await statusOf(portal, code, 'ana'), 303)
  proxy.cut('"username":"bea"', 'after')
  assert.equal(await statusOf(portal, code, 'bea'), 503)
  await synapse.stop()
  assert.equal(await statusOf(portal, code, 'carl'), 503)
  assert.deepEqual(await counts(portal, id), [1, 1])

  await synapse.start(NEWEST)
  assert.equal(await versionAt(synapse.url), NEWEST.version)
  assert.equal(await statusOf(portal, code, 'carl'), 303)
  passed = portal.app.config.homeserver.settleAfter
  await settle(portal.app)
  assert.deepEqual(await counts(portal, id), [3, 0])
  for (const name of ['ana', 'bea', 'carl']) {
    assert.equal(await login(synapse.url, name, password), `@${name}:${serverName}`)
  }
  assert.equal(await statusOf(portal, code, 'ana'), 422)
  assert.equal(await statusOf(portal, code, 'dora'), 303)
  assert.equal(await statusOf(portal, code, 'emil'), 410)
})

async function statusOf(portal: TestPortal, code: string, name: string): Promise<number> {
  const { status } = await join(newVisitor(portal.url), code, { name, password })
  return status
}

async function counts({ app }: TestPortal, id: string) {
  const invite = await findById(app.db, id)
  return [invite?.used, invite?.held]
}

async function versionAt(url: string): Promise<string> {
  const answer = await fetch(`${url}/_matrix/federation/v1/version`)
  const { server } = (await answer.json()) as { server: { version: string } }
  return server.version
}
