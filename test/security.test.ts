import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { needs } from './support/parts.ts'
import { openPortal, type TestPortal } from './support/portal.ts'

/** Sends raw lines and returns the whole response. */
async function send({ url }: Pick<TestPortal, 'url'>, lines: readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(lines.join('\r\n'))
  return text(socket)
}

/** Every URL of the public listener, as a person with an invitation opens it. */
async function openAll({ url, invite }: TestPortal): Promise<Response[]> {
  const { code } = await invite()
  const below = ['', '/account', '/matrix', '/qr.svg', '/name?name=ana', '/nothing']
  const paths = [
    '/',
    '/i?code=x',
    '/welcome',
    '/robots.txt',
    '/nowhere',
    '/i/wrong',
    '/static/none',
  ]
  const page = await fetch(`${url}/`)
  const file = /href="([^"]+\.css)"/.exec(await page.text())?.[1] ?? ''
  const all = [...paths, ...below.map((path) => `/i/${code}${path}`), new URL(file, url).pathname]
  return Promise.all(all.map((path) => fetch(url + path, { redirect: 'manual' })))
}

describe('answers of the public listener', needs('synapse'), () => {
  test('none may be framed, sniffed or run with scripts from elsewhere', async () => {
    await using portal = await openPortal()
    for (const { url, headers } of await openAll(portal)) {
      const policy = headers.get('content-security-policy') ?? ''
      for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) {
        assert.ok(policy.includes(part), url)
      }
      assert.doesNotMatch(policy, /unsafe|https?:|\*/, url)
      assert.equal(headers.get('x-content-type-options'), 'nosniff', url)
      assert.equal(headers.get('x-frame-options'), 'DENY', url)
      assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin', url)
      assert.equal(headers.get('access-control-allow-origin'), null, url)
      assert.equal(headers.get('server'), null, url)
    }
  })

  test('no page with a code is cached or sent to another site as the referrer', async () => {
    await using portal = await openPortal()
    for (const { url, headers } of await openAll(portal)) {
      if (url.endsWith('.css')) continue
      assert.equal(headers.get('cache-control'), 'no-store', url)
      const type = headers.get('content-type') ?? ''
      if (!type.startsWith('text/html')) continue
      const policy = url.endsWith('/account') ? 'same-origin' : 'no-referrer'
      assert.equal(headers.get('referrer-policy'), policy, url)
    }
  })

  test('the client’s Host header is in no link, redirect or QR code', async () => {
    await using portal = await openPortal()
    const { code } = await portal.invite()
    for (const path of [
      '/',
      `/i/${code}`,
      `/i/${code}/account`,
      '/i?code=x',
      `/i/${code}/qr.svg`,
    ]) {
      const lines = [`GET ${path} HTTP/1.1`, 'Host: evil.example', 'X-Forwarded-Host: evil.example']
      const more = ['Forwarded: host=evil.example', 'Connection: close', '', '']
      assert.doesNotMatch(await send(portal, [...lines, ...more]), /evil\.example/, path)
    }
  })

  test('a redirect leads to a page of the portal, whatever the input', async () => {
    await using portal = await openPortal()
    const typed = [
      '//evil.example',
      'https://evil.example/i/x',
      '/\\evil.example',
      '\r\nX: y',
      '..',
    ]
    for (const code of typed) {
      const asked = `${portal.url}/i?code=${encodeURIComponent(code)}&to=https://evil.example`
      const { status, headers } = await fetch(asked, { redirect: 'manual' })
      assert.equal(status, 303)
      assert.match(headers.get('location') ?? '', /^\/i\/[A-Za-z0-9%._~-]*$/, code)
    }
  })

  test('under https cookies have the prefixes that browsers enforce', async () => {
    for (const [url, prefix] of [
      ['https://join.example.org', '__Host-'],
      ['https://example.org/join', '__Secure-'],
    ] as const) {
      await using portal = await openPortal({ settings: { public: { url } } })
      const { code } = await portal.invite()
      const { headers } = await fetch(`${portal.url}/i/${code}/account?lang=de`)
      assert.equal(headers.getSetCookie().length, 2)
      for (const cookie of headers.getSetCookie()) {
        assert.ok(cookie.startsWith(`${prefix}latchkey_`), cookie)
        assert.match(cookie, /; HttpOnly; Secure; SameSite=Lax$/)
      }
    }
  })
})

test(
  'a request with two lengths, or with a length and chunks, is refused',
  needs('synapse'),
  async () => {
    await using portal = await openPortal()
    const start = ['POST /i/x/account HTTP/1.1', 'Host: x', 'Content-Length: 4']
    for (const more of ['Content-Length: 5', 'Transfer-Encoding: chunked', 'Content-Length : 4']) {
      const answer = await send(portal, [...start, more, '', '0', '', 'GET / HTTP/1.1', ''])
      assert.match(answer, /^HTTP\/1\.1 400 [^]*Connection: close/, more)
      assert.equal(answer.match(/HTTP\/1\.1/g)?.length, 1, more)
    }
  },
)

test('TRACE echoes nothing', needs('synapse'), async () => {
  await using portal = await openPortal()
  const lines = ['TRACE / HTTP/1.1', 'Host: x', 'Cookie: a=secret', 'Connection: close', '', '']
  const answer = await send(portal, lines)
  assert.match(answer, /^HTTP\/1\.1 405 /)
  assert.ok(!answer.includes('secret'))
})

test(
  'only the owner can access the database and SQLite’s files beside it',
  needs('synapse'),
  async () => {
    await using portal = await openPortal()
    await portal.invite()
    const folder = join(portal.app.config.database.url.slice('sqlite:'.length), '..')
    const files = readdirSync(folder)
    assert.deepEqual(files.toSorted(), ['latchkey.db', 'latchkey.db-shm', 'latchkey.db-wal'])
    for (const file of files) assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file)
  },
)
