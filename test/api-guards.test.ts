import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPrivate } from '../src/http/private/private.ts'
import { type Ask, openApi, type TestApi } from './support/api.ts'

const invites = '/api/v1/invites'

async function refusal(api: TestApi, method: string, path: string, ask: Ask = {}): Promise<string> {
  const { status, json } = await api.ask(method, path, ask)
  assert.equal(json.status, status)
  assert.equal(json.type, `/api/v1/#${json.code}`)
  return `${status} ${json.code}`
}

const from = (address: string, headers = {}) => ({
  headers: { 'x-forwarded-for': address, ...headers },
})

async function count(api: TestApi): Promise<number> {
  return (await api.app.db.selectFrom('invites').select('id').execute()).length
}

test('a request without the admin secret gets no data and changes nothing', async () => {
  await using api = await openApi()
  for (const authorization of ['', 'Bearer', 'Basic b3A6eA==', 'Bearer wrong', 'Bearer é']) {
    const headers = { authorization }
    const { status, headers: told } = await api.ask('GET', invites, { headers })
    assert.equal(status, 401, authorization)
    assert.equal(told.get('www-authenticate'), 'Bearer realm="latchkey"')
    assert.equal(await refusal(api, 'POST', invites, { headers, body: {} }), '401 unauthorized')
  }
  assert.equal(await count(api), 0)
})

test('without a configured secret the API says how to enable it', async () => {
  await using api = await openApi('SQLite', { admin: { secret: null } })
  const { status, json } = await api.ask('POST', invites, { body: {} })
  assert.deepEqual([status, json.code], [403, 'api_off'])
  assert.match(json.detail, /admin\.secret.*LATCHKEY_ADMIN_SECRET/)
})

test('a network that guesses secrets is blocked for a while, other networks are not', async () => {
  await using api = await openApi('SQLite', {
    limits: { failedSecrets: { points: 3, per: 60_000 } },
    proxies: { trusted: ['unix'] },
  })
  const wrong = { authorization: 'Bearer guess' }
  for (const end of ['1', '2', '3']) {
    const guess = from(`2001:db8::${end}`, wrong)
    assert.equal(await refusal(api, 'GET', invites, guess), '401 unauthorized')
  }
  const stopped = await api.ask('GET', invites, from('2001:db8::4'))
  assert.deepEqual([stopped.status, stopped.json.code], [429, 'too_many_requests'])
  assert.ok(Number(stopped.headers.get('retry-after')) > 0)
  assert.equal((await api.ask('GET', invites, from('2001:db8:1::1'))).status, 200)
})

test('a body that is not JSON, not declared as JSON, or too large is rejected before it is read', async () => {
  await using api = await openApi()
  const bodies: [string, Ask][] = [
    ['400 bad_request', { body: '{"uses":' }],
    ['422 input_invalid', { body: '[]' }],
    ['422 input_invalid', { body: 'null' }],
    ['415 unsupported_media_type', { body: 'uses=1', headers: { 'content-type': 'text/plain' } }],
    ['413 payload_too_large', { body: JSON.stringify({ label: 'x'.repeat(70_000) }) }],
    ['413 payload_too_large', { body: '{}', headers: { 'content-length': '70000' } }],
    ['400 bad_request', { body: '['.repeat(60_000) }],
  ]
  for (const [expected, ask] of bodies) {
    assert.equal(await refusal(api, 'POST', invites, ask), expected)
  }
  assert.equal(await count(api), 0)
})

test('a body that ends early or is not UTF-8 is rejected', async () => {
  await using api = await openApi()
  const fetch = createPrivate(api.app)
  const broken = new ReadableStream({ pull: (stream) => stream.error(new Error('gone')) })
  for (const body of [broken, Buffer.from([0x22, 0xff, 0x22])]) {
    const init = {
      method: 'POST',
      body,
      duplex: 'half' as const,
      headers: {
        authorization: `Bearer ${api.app.config.admin.secret}`,
        'content-type': 'application/json',
      },
    }
    const reply = await fetch(new Request(`http://localhost${invites}`, init), undefined)
    assert.equal(reply.status, 400)
  }
})

test('a response names every mistake of a request with its place', async () => {
  await using api = await openApi()
  const body = { uses: 0, expires: 'soon', 'a/b~c d': 1, '\ud800': 1, words: 'yes', code: 'a b' }
  const { json } = await api.ask('POST', invites, { body })
  const places = json.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()
  const names = ['#/a~1b~0c%20d', '#/code', '#/expires', '#/uses', '#/words', '#/%EF%BF%BD']
  assert.deepEqual(places, names.toSorted())
  const many = Object.fromEntries(Array.from({ length: 999 }, (_, at) => [`x${at}`, at]))
  assert.equal((await api.ask('POST', invites, { body: many })).json.errors.length, 20)
  assert.equal(
    await refusal(api, 'POST', invites, { body: '{"__proto__":1}' }),
    '422 input_invalid',
  )
})

test('a query with an unknown or repeated parameter is rejected', async () => {
  await using api = await openApi()
  for (const query of [
    'statu=active',
    'limit=0',
    'limit=x',
    'limit=',
    'limit=1&limit=2',
    '__proto__=1',
    'before=%00',
    'status=lost',
  ]) {
    const { status, json } = await api.ask('GET', `${invites}?${query}`)
    assert.equal(status, 422, query)
    assert.equal(json.errors[0].parameter, query.split('=')[0])
  }
})

test('a path accepts only its documented methods', async () => {
  await using api = await openApi()
  const refused = await api.ask('PUT', invites, { body: {} })
  assert.deepEqual([refused.status, refused.json.code], [405, 'method_not_allowed'])
  assert.equal(refused.headers.get('allow'), 'POST, GET, HEAD, OPTIONS')
  const asked = await api.ask('OPTIONS', invites)
  assert.deepEqual([asked.status, asked.text], [204, ''])
  assert.equal(asked.headers.get('allow'), 'POST, GET, HEAD, OPTIONS')
  const head = await api.ask('HEAD', invites)
  assert.deepEqual([head.status, head.text], [200, ''])
  for (const path of ['/', '/api/v1/nothing', '/api/v2/invites', '/api/v1/invites/', '/ready/x']) {
    assert.equal(await refusal(api, 'POST', path), '404 not_found')
  }
  assert.equal(await count(api), 0)
})

test('a cross-site request is rejected, even with the secret', async () => {
  await using api = await openApi()
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:20002' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  ]
  for (const headers of foreign) {
    for (const method of ['GET', 'POST']) {
      assert.equal(await refusal(api, method, invites, { headers }), '403 cross_site')
    }
    assert.equal(await refusal(api, 'OPTIONS', invites, { headers }), '403 cross_site')
    assert.equal(await refusal(api, 'GET', '/metrics', { headers }), '403 cross_site')
  }
  const own = { origin: 'http://localhost:20001', 'sec-fetch-site': 'same-origin' }
  assert.equal((await api.ask('GET', invites, { headers: own })).status, 200)
  assert.equal(await count(api), 0)
})

test('a link on another site can open the readable page and nothing else', async () => {
  await using api = await openApi()
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
  assert.equal((await api.ask('GET', '/api/v1/', { headers })).status, 200)
  assert.equal(await refusal(api, 'POST', '/api/v1/', { headers }), '403 cross_site')
  assert.equal(await refusal(api, 'GET', '/health', { headers }), '403 cross_site')
})
