import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openApi } from './support/api.ts'
import { assertNarrowAndWide } from './support/axe.ts'
import { openBrowser } from './support/browser.ts'
import { needs } from './support/parts.ts'
import { openPortal } from './support/portal.ts'

const invites = '/api/v1/invites'

test('only its own host names are served, on any port', async () => {
  await using api = await openApi('SQLite', {
    private: { listen: { host: '10.1.2.3', port: 20001 }, hosts: ['registration:5000'] },
  })
  const called = async (host: string) => api.ask('GET', '/health', { headers: { host } })
  const own = 'localhost LOCALHOST:99 127.0.0.1:20001 127.8.8.8 [::1]:1 [::ffff:127.0.0.1]'
  for (const host of [...own.split(' '), '10.1.2.3', 'registration:80', 'Registration']) {
    assert.equal((await called(host)).status, 200, host)
  }
  const foreign = 'evil.example localhost.evil.example 10.1.2.4 x@localhost [::2] localhost/x'
  for (const host of [...foreign.split(' '), '', 'a b']) {
    const { status, json } = await called(host)
    assert.deepEqual([status, json.code], [421, 'host_not_allowed'], host)
  }
})

test('a unix socket accepts every host name', async () => {
  await using api = await openApi('SQLite', { private: { listen: { path: '/run/private.sock' } } })
  assert.equal((await api.ask('GET', '/health', { headers: { host: 'x' } })).status, 200)
})

test('/health always answers, and /ready only when database and homeserver answer', async () => {
  await using api = await openApi()
  assert.deepEqual((await api.ask('GET', '/health')).json, { status: 'alive' })
  const down = await api.ask('GET', '/ready')
  assert.equal(down.status, 503)
  const reason = 'The homeserver at http://127.0.0.1:9 does not answer.'
  const unready = { status: 'not_ready', database: 'ok', homeserver: 'no_answer', reason }
  assert.deepEqual(down.json, unready)
  const ask = api.with({
    homeserver: { ...api.app.homeserver, ping: () => new Promise(() => {}) },
  })
  const { json } = await ask('GET', '/ready')
  assert.deepEqual(json, unready)
})

test('metrics count requests by route, not by id', async () => {
  await using api = await openApi()
  const { json } = await api.ask('POST', invites, { body: { label: 'Choir' } })
  await api.ask('GET', `${invites}/${json.id}`)
  const { text: metrics, headers } = await api.ask('GET', '/metrics')
  assert.match(headers.get('content-type') ?? '', /^text\/plain/)
  assert.match(metrics, /latchkey_invites_total\{change="made",actor="api"\} 1/)
  assert.match(
    metrics,
    /latchkey_request_seconds_count\{route="\/api\/v1\/invites\/:id",status="200"\} 1/,
  )
  for (const it of [json.id, json.code, 'Choir']) assert.ok(!metrics.includes(it))
})

test('a database error is answered as such, with its cause in the log only', async () => {
  await using api = await openApi()
  await sql`pragma query_only = on`.execute(api.app.db)
  const { status, json, headers } = await api.ask('POST', invites, { body: { label: 'Choir' } })
  assert.deepEqual([status, json.code, json.detail], [503, 'database_unavailable', undefined])
  assert.equal(headers.get('retry-after'), '5')
  assert.match(api.logged(), /attempt to write a readonly database/)
  assert.equal((await api.ask('GET', invites)).json.invites.length, 0)
})

test('an unexpected error is a 500 without its cause, which is in the log', async () => {
  await using api = await openApi()
  const ask = api.with({
    clock: () => {
      throw new TypeError('the clock stands still')
    },
  })
  const { status, json } = await ask('GET', invites)
  assert.deepEqual([status, json.code], [500, 'internal'])
  assert.ok(!JSON.stringify(json).includes('clock'))
  assert.match(api.logged(), /the clock stands still/)
  const helpless = api.with({
    random: () => {
      throw new TypeError('no chance')
    },
  })
  for (const path of ['/health', invites]) {
    assert.equal((await helpless('GET', path)).json.code, 'internal')
  }
})

test('no code, label or secret of a request is logged', async () => {
  await using api = await openApi()
  await api.ask('POST', invites, { body: { code: 'sesame-street', label: 'Choir', uses: 'x' } })
  await api.ask('POST', invites, { body: { code: 'sesame-street', label: 'Choir' } })
  await api.ask('GET', `${invites}?label=Choir`)
  await api.ask('GET', invites, { headers: { authorization: 'Bearer guessed-it' } })
  const logged = api.logged()
  assert.match(logged, /A request was answered/)
  for (const it of ['sesame', 'Choir', 'guessed-it', api.app.config.admin.secret ?? '']) {
    assert.ok(!logged.includes(it), it)
  }
})

test(
  'over TCP a client is known by its address and the host name that it requests',
  needs('synapse'),
  async () => {
    const settings = { admin: { secret: 'operators-only-0123456789' } }
    await using portal = await openPortal({ settings })
    assert.equal((await fetch(`${portal.privateUrl}/ready`)).status, 200)
    const called = async (host: string) => {
      const [response]: IncomingMessage[] = await once(
        get(`${portal.privateUrl}/health`, { headers: { host } }),
        'response',
      )
      response?.resume()
      return response?.statusCode
    }
    assert.equal(await called('127.0.0.1'), 200)
    assert.equal(await called('evil.example'), 421)
    const wrong = { authorization: 'Bearer guess' }
    const statuses: number[] = []
    for (let guess = 0; guess < 12; guess++) {
      const reply = await fetch(portal.privateUrl + invites, { headers: wrong })
      statuses.push(reply.status)
      await reply.body?.cancel()
    }
    assert.deepEqual([statuses[0], statuses.at(-1)], [401, 429])
    const { hostname, port } = new URL(portal.privateUrl)
    const socket = connect(Number(port), hostname)
    socket.end('TRACE /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    assert.match(await text(socket), /^HTTP\/1\.1 405 /)
  },
)

test('the page shows every operation and every error of the document, with examples', async () => {
  await using api = await openApi()
  const { json: document, headers } = await api.ask('GET', '/api/v1/openapi.json')
  assert.equal(headers.get('content-type'), 'application/json')
  assert.equal((await api.ask('GET', '/api/v1')).headers.get('location'), '/api/v1/')
  const { text: page, headers: told } = await api.ask('GET', '/api/v1/')
  assert.match(told.get('content-security-policy') ?? '', /^default-src 'none'; style-src 'self';/)
  for (const methods of Object.values<object>(document.paths)) {
    for (const { operationId } of Object.values(methods))
      assert.match(page, new RegExp(`id="${operationId}"`))
  }
  assert.match(page, /id="uses_below_taken"/)
  assert.match(page, /curl -H &quot;Authorization: Bearer \$SECRET&quot; \\\n/)
  assert.doesNotMatch(page, /<script|style=|https?:\/\/(?!localhost:20001)/)
  assert.match(
    (await api.ask('GET', '/api/v1/page.css')).headers.get('content-type') ?? '',
    /^text\/css/,
  )
})

test('the readable page is accessible, narrow and wide', needs('synapse', 'chromium'), async () => {
  await using portal = await openPortal()
  await using browser = await openBrowser()
  await assertNarrowAndWide(browser, async (page) => {
    await page.goto(`${portal.privateUrl}/api/v1/`)
    await page.locator('summary').first().click()
  })
})
