import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freePort } from '../../tools/server.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import { examine, wrongs } from './examine.ts'
import { type FrontOptions, openFront } from './front.ts'

const nowhere = 'http://127.0.0.1:9'

/** The doctor's finding about the public URL behind this web server. */
async function findBehind(
  options: FrontOptions & { trusted?: string[]; portalOf?: (own: TestPortal) => string },
): Promise<Record<string, string>> {
  const { trusted = ['127.0.0.1'], portalOf = (own) => own.url } = options
  let target = ''
  await using front = await openFront(() => target, options)
  await using portal = await openPortal({
    homeserverUrl: nowhere,
    settings: {
      homeserver: { url: nowhere },
      public: {
        url: `${front.url}/join`,
        listen: { host: '127.0.0.1', port: await freePort() },
      },
      proxies: { trusted },
    },
  })
  target = portalOf(portal)
  const { not_running, public_url, path, visitor_address } = wrongs(await examine(portal.app))
  const found = { not_running, public_url, path, visitor_address }
  return JSON.parse(JSON.stringify(found))
}

test('a web server that forwards everything and sends the visitor’s address is fine', async () => {
  assert.deepEqual(await findBehind({}), {})
})

test('a web server that removes the path is supported', async () => {
  const found = await findBehind({ path: (path) => path.replace(/^\/join/, '') || '/' })
  assert.deepEqual(Object.keys(found), ['path'])
  assert.match(found['path'] ?? '', /^notice: .* removes \/join from/)
})

test('a web server that doubles the path, or forwards only half, is an error', async () => {
  const doubled = await findBehind({ path: (path) => `/join${path}` })
  assert.match(doubled['public_url'] ?? '', /^error: .*\/join\/reach is answered 404/)
  const half = await findBehind({ path: (path) => (path.includes('/static/') ? null : path) })
  assert.match(half['public_url'] ?? '', /^error: The stylesheet of the pages is missing: .* 404/)
  const pages = await findBehind({ path: (path) => (path === '/join/' ? null : path) })
  assert.match(pages['public_url'] ?? '', /^error: .* first page .* is answered 404/)
})

test('a web server that leads to another portal is an error, even if both have the same pages', async () => {
  await using other = await openPortal({
    homeserverUrl: nowhere,
    settings: { public: { url: 'http://127.0.0.1:1/join' }, homeserver: { url: nowhere } },
  })
  const found = await findBehind({ portalOf: () => other.url })
  assert.match(found['public_url'] ?? '', /^error: .* leads to another portal/)
})

test('a web server that sends no address, or is not trusted, is a warning', async () => {
  const silent = await findBehind({ tells: false })
  assert.match(silent['visitor_address'] ?? '', /^warning: .* does not send .*X-Forwarded-For/)
  const unknown = await findBehind({ trusted: [] })
  assert.match(unknown['visitor_address'] ?? '', /^warning: .*Add 127\.0\.0\.1 to proxies\.trusted/)
})

test('a site that is not a portal at all is an error', async () => {
  await using other = await openFront(() => '', { path: () => null })
  const found = await findBehind({ portalOf: () => other.url })
  assert.match(found['public_url'] ?? '', /^error: .* is answered 404/)
})

test('the portal proves itself only for a valid nonce', async () => {
  await using portal = await openPortal({
    homeserverUrl: nowhere,
    settings: { homeserver: { url: nowhere } },
  })
  for (const query of ['', '?nonce=', '?nonce=short', `?nonce=${'x'.repeat(65)}`]) {
    const reply = await fetch(`${portal.url}/reach${query}`)
    await reply.body?.cancel()
    assert.equal(reply.status, 404, query)
  }
  const ask = async (nonce: string) =>
    (await (await fetch(`${portal.url}/reach?nonce=${nonce}`)).json()) as { proof: string }
  const one = await ask('0123456789abcdef')
  assert.deepEqual(await ask('0123456789abcdef'), one)
  assert.notEqual((await ask('0123456789abcdeF')).proof, one.proof)
  assert.ok(!JSON.stringify(one).includes(portal.app.cookieKey))
})
