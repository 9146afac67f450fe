import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openFront } from '../doctor/front.ts'
import { examine, wrongs } from '../doctor/examine.ts'
import { ownSynapse } from '../homeservers/synapses.ts'
import { proxyTo } from '../homeservers/proxy.ts'
import { freePort } from '../../tools/server.ts'
import { needs, synapse } from '../support/parts.ts'
import { openPortal, type PortalOptions, type TestPortal } from '../support/portal.ts'
import { newName } from '../support/synapse-client.ts'
import { join, newVisitor } from '../support/visitor.ts'

const password = 'correct horse battery'

async function press(portal: TestPortal, name = newName(), from?: string): Promise<number> {
  const { code } = await portal.invite()
  return (await join(newVisitor(portal.url, from), code, { name, password })).status
}

const attempts = async ({ app }: TestPortal) =>
  (await examine(app)).find(({ code }) => code === 'attempts')

const homeserver = (more: object) => {
  const { url, serverName, sharedSecret: registrationSharedSecret } = synapse()
  return { url, serverName, registrationSharedSecret, ...more }
}

const open = (more: object, rest: PortalOptions = {}) =>
  openPortal({ settings: { homeserver: homeserver(more) }, ...rest })

test(
  'doctor and log say how the last attempts ended, with status, errcode and text of the homeserver',
  needs('synapse', 'postgres'),
  async () => {
    const registrationSharedSecret = 'not the secret of that Synapse'
    for (const database of ['SQLite', 'PostgreSQL'] as const) {
      await using portal = await open({ registrationSharedSecret }, { database })
      assert.match((await attempts(portal))?.sentence ?? '', /^In the last day nobody joined\.$/)
      const name = newName()
      assert.equal(await press(portal, name), 503)
      const said = /the registration was answered 403 M_UNKNOWN HMAC incorrect/
      const found = await attempts(portal)
      assert.equal(found?.severity, 'warning')
      assert.match(
        found.sentence,
        /one attempt failed \(1 homeserver_refused\)\. The last failure, homeserver_refused/,
      )
      assert.match(found.sentence, said)
      assert.match(found.advice ?? '', /^The homeserver refuses Latchkey itself/)
      const line = portal
        .logged()
        .split('\n')
        .find((one) => one.includes('created no account'))
      assert.match(line ?? '', said)
      for (const secret of [registrationSharedSecret, password, name]) {
        assert.ok(!JSON.stringify(found).includes(secret))
      }
    }
  },
)

test(
  'an attempt without a certain end is told, and so is a success after it',
  needs('synapse'),
  async () => {
    await using proxy = await proxyTo(synapse().url)
    await using portal = await open({ url: proxy.url })
    proxy.cut('"mac"', 'before')
    await press(portal)
    const unknown = await attempts(portal)
    assert.match(unknown?.sentence ?? '', /\(1 unknown\)\. The last failure, unknown at 20\S+: \w+/)
    assert.match(unknown?.advice ?? '', /latchkey redemptions list/)
    assert.equal(await press(portal), 303)
    const after = await attempts(portal)
    assert.deepEqual([after?.severity, after?.advice], ['notice', 'Somebody has joined since.'])
    assert.match(after?.sentence ?? '', /^In the last day one person joined, one attempt failed/)
  },
)

test(
  'a homeserver that is down, or hidden by a web server, is told as such',
  needs('synapse'),
  async () => {
    await using down = await open({ url: 'http://127.0.0.1:9' })
    assert.equal(await press(down), 503)
    assert.match(
      (await attempts(down))?.sentence ?? '',
      /homeserver_unavailable at \S+: ECONNREFUSED/,
    )
    await using front = await openFront(() => synapse().url, {
      path: (path) => (path.startsWith('/_synapse') ? null : path),
    })
    await using hidden = await open({ url: front.url })
    assert.equal(await press(hidden), 503)
    assert.match((await attempts(hidden))?.sentence ?? '', /the nonce was answered 404/)
  },
)

test(
  'a rate limit that made people wait is told, with the lines that raise it',
  needs('synapse'),
  async () => {
    await using miser = await ownSynapse(() => ({
      rc_profile: { per_second: 0.3, burst_count: 1 },
    }))
    const { url, serverName, sharedSecret: registrationSharedSecret } = miser
    const settings = {
      homeserver: { url, serverName, registrationSharedSecret },
      private: { listen: { host: '127.0.0.1', port: await freePort() } },
    }
    await using portal = await openPortal({ settings })
    for (let times = 0; times < 2; times++)
      assert.equal(await press(portal, newName(), '127.0.0.1'), 303)
    assert.match(
      wrongs(await examine(portal.app))['rate_limits'] ?? '',
      /^warning: .* answered 429 .*: \d+ × profile\. .* x_forwarded: true .* rc_profile: \{per_second/,
    )
  },
)
