import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { getCookie } from 'hono/cookie'
import type { Actor } from '../../model/actor.ts'
import { Problem } from '../../shared/errors.ts'
import { createLog } from '../../shared/log.ts'
import { createMetrics } from '../../shared/metrics.ts'
import { cookieName } from './cookies.ts'
import { createListener } from './dispatch.ts'
import { retryHeader, statusOf } from './errors.ts'
import { asListener } from './fetch/listener.ts'
import { Response } from './fetch/response.ts'
import { mount } from './places.ts'
import type { Route, RouteSet } from './route.ts'

const publicUrl = new URL('https://chat.example.org')
const session = cookieName(publicUrl, 'latchkey_session')
const member: Actor = { kind: 'member', id: '@ana:example.org', via: 'console' }
const operator: Actor = { ...member, kind: 'operator' }

const say = () => new Response('done', { headers: { 'cache-control': 'public' } })

const routes: readonly Route<null>[] = [
  { method: 'GET', path: '/read', allow: 'invites:read', session: true, handle: say },
  {
    method: 'GET',
    path: '/linked',
    allow: 'invites:read',
    session: true,
    visit: true,
    handle: say,
  },
  { method: 'POST', path: '/change', allow: 'invites:change', session: true, handle: say },
  { method: 'POST', path: '/delete', allow: 'invites:delete', session: true, handle: say },
  {
    method: 'GET',
    path: '/who',
    allow: 'invites:read',
    handle: (_work, _exchange, { actor }) => new Response(actor.id),
  },
  { method: 'POST', path: '/form', allow: 'public', handle: say },
  {
    method: 'POST',
    path: '/echo',
    allow: 'public',
    maxBodyBytes: 10,
    handle: async (_work, _exchange, { readBody }) => new Response(await readBody()),
  },
  {
    method: 'PUT',
    path: '/echo',
    allow: 'public',
    handle: async (_work, _exchange, { readBody }) => new Response(await readBody()),
  },
  { method: 'GET', path: '/once', allow: 'public', head: false, handle: say },
  { method: 'GET', path: '/broken', allow: 'public', handle: fail },
]

function fail(): Response {
  throw new TypeError('nobody foresaw this')
}

/** Routes as the console will have them: a cookie says who asks. */
const set: RouteSet<null> = {
  routes,
  origin: 'forms',
  isOwn: (_work, _exchange, origin) => origin === publicUrl.origin,
  actorOf: (_work, exchange) => {
    const actor = { ana: member, otto: operator }[getCookie(exchange, session) ?? '']
    if (!actor) throw new Problem('unauthorized')
    return actor
  },
  refuse: (_work, _exchange, problem) =>
    Response.json(problem.code, { status: statusOf(problem.code), headers: retryHeader(problem) }),
}

async function open(sets: readonly RouteSet<null>[] = [set]) {
  const log = await createLog({ level: 'error', format: 'json' }, { write: () => {} })
  const [first] = sets.map((one) => mount(one, () => null))
  assert.ok(first)
  const means = { log, metrics: createMetrics(), random: randomBytes }
  const fetch = createListener(means, { mounts: [first], fallback: () => first })
  const server = createServer(asListener(fetch, (error) => assert.fail(String(error))))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ask: async (method: string, path: string, headers: Record<string, string> = {}, body = '') => {
      const request = send({ port, host: '127.0.0.1', method, path, headers }).end(body)
      const [response] = await once(request, 'response')
      return { status: response.statusCode, headers: response.headers, text: await text(response) }
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const as = (who: string, headers: Record<string, string> = {}) => ({
  cookie: `${session}=${who}`,
  ...headers,
})

const ours = { 'sec-fetch-site': 'same-origin', origin: publicUrl.origin }

test('what has a session is changed from our own pages only', async () => {
  await using at = await open()
  const own: Record<string, string>[] = [ours, { origin: publicUrl.origin }]
  for (const headers of own) {
    assert.equal((await at.ask('POST', '/change', as('ana', headers))).status, 200)
  }
  const foreign: Record<string, string>[] = [
    {},
    { origin: 'null' },
    { ...ours, origin: 'null' },
    { ...ours, origin: 'https://evil.example' },
    { origin: 'http://chat.example.org' },
    { ...ours, 'sec-fetch-site': 'cross-site' },
    { ...ours, 'sec-fetch-site': 'same-site' },
    { ...ours, 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  ]
  for (const headers of foreign) {
    const { status, text: code } = await at.ask('POST', '/change', as('ana', headers))
    assert.deepEqual([status, code], [403, '"cross_site"'], JSON.stringify(headers))
  }
})

test('what has a session is read from elsewhere only as a whole page that says so', async () => {
  await using at = await open()
  const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
  const got = async (path: string, headers: Record<string, string>) =>
    (await at.ask('GET', path, as('ana', headers))).status
  assert.equal(await got('/linked', { ...visit, 'sec-fetch-dest': 'document' }), 200)
  assert.equal(await got('/linked', { ...visit, 'sec-fetch-dest': 'iframe' }), 403)
  assert.equal(await got('/linked', { ...visit, 'sec-fetch-mode': 'no-cors' }), 403)
  assert.equal(await got('/read', visit), 403)
  assert.equal(await got('/read', { origin: 'https://evil.example' }), 403)
  const near: Record<string, string>[] = [{}, { 'sec-fetch-site': 'none' }, ours]
  for (const headers of near) {
    assert.equal(await got('/read', headers), 200)
  }
})

test('nothing of a session is stored, refusals included, whatever the handler says', async () => {
  await using at = await open()
  for (const [path, who] of [
    ['/read', 'ana'],
    ['/read', 'nobody'],
  ] as const) {
    const { headers } = await at.ask('GET', path, as(who))
    assert.equal(headers['cache-control'], 'no-store', who)
  }
  const free = await at.ask('POST', '/form')
  assert.equal(free.headers['cache-control'], 'public')
})

test('a route is for whom it says: nobody else, nobody unknown', async () => {
  await using at = await open()
  const { status, text: code } = await at.ask('POST', '/delete', as('ana', ours))
  assert.deepEqual([status, code], [403, '"forbidden"'])
  assert.equal((await at.ask('POST', '/delete', as('otto', ours))).status, 200)
  assert.equal((await at.ask('POST', '/delete', ours)).status, 401)
  assert.equal((await at.ask('GET', '/who', as('ana'))).text, '@ana:example.org')
})

test('a route that forgot to say for whom it is, or where nobody can be known, is shut', async () => {
  const [route] = routes
  assert.ok(route)
  const { allow: _, ...forgetful } = route
  const unknown: Omit<RouteSet<null>, 'actorOf'> = { ...set, actorOf: undefined } as never
  await using at = await open([{ ...set, routes: [forgetful as Route<null>] }])
  assert.notEqual((await at.ask('GET', '/read', as('otto'))).status, 200)
  await using nobody = await open([unknown])
  assert.equal((await nobody.ask('GET', '/who', as('otto'))).status, 401)
})

test('a form of a newcomer is refused only where another site provably sent it', async () => {
  await using at = await open()
  const taken: Record<string, string>[] = [
    {},
    { origin: 'null' },
    { origin: publicUrl.origin },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of taken) assert.equal((await at.ask('POST', '/form', headers)).status, 200)
  const refused: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site', origin: 'null' },
  ]
  for (const headers of refused) assert.equal((await at.ask('POST', '/form', headers)).status, 403)
})

test('a body is read as far as the route says, and none where it says nothing', async () => {
  await using at = await open()
  assert.equal((await at.ask('POST', '/echo', {}, '0123456789')).text, '0123456789')
  assert.equal((await at.ask('POST', '/echo', {}, '0123456789+')).status, 413)
  const chunked = { 'transfer-encoding': 'chunked' }
  assert.equal((await at.ask('POST', '/echo', chunked, '0123456789+')).status, 413)
  assert.equal((await at.ask('PUT', '/echo', {}, '0')).status, 413)
  assert.equal((await at.ask('PUT', '/echo')).text, '')
})

test('a method that a path lacks is told which there are; HEAD is one where GET is safe', async () => {
  await using at = await open()
  const refused = await at.ask('DELETE', '/echo')
  assert.deepEqual([refused.status, refused.headers.allow], [405, 'POST, PUT'])
  const options = await at.ask('OPTIONS', '/read', as('ana'))
  assert.deepEqual([options.status, options.headers.allow], [405, 'GET, HEAD'])
  assert.equal((await at.ask('HEAD', '/read', as('ana'))).status, 200)
  const head = await at.ask('HEAD', '/once')
  assert.deepEqual([head.status, head.headers.allow], [405, 'GET'])
  assert.equal((await at.ask('GET', '/nothing')).status, 404)
})

test('what nobody foresaw is rendered like every refusal, and tells when to come back', async () => {
  await using at = await open()
  const { status, text: code, headers } = await at.ask('GET', '/broken')
  assert.deepEqual([status, code, headers['retry-after']], [500, '"internal"', '60'])
})

test('a refusal that cannot be rendered is the last page', async () => {
  await using at = await open([{ ...set, refuse: fail }])
  const { status, text: page } = await at.ask('GET', '/nothing')
  assert.equal(status, 500)
  assert.match(page, /Something went wrong here/)
})
