import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { csrf } from 'hono/csrf'
import { etag } from 'hono/etag'
import { secureHeaders } from 'hono/secure-headers'
import { fetchOf, forHono } from './hono.ts'
import { installFetchClasses } from './install.ts'
import { asListener } from './listener.ts'
import { Response as OwnResponse } from './response.ts'

/* Hono's own middleware, unmodified, on requests and responses of ours. */

let restore = () => {}
before(() => void (restore = installFetchClasses()))
after(() => restore())

/** The page is answered in the ways that a handler has. */
function answers() {
  const hono = new Hono()
  hono.get('/own', () => forHono(new OwnResponse('own')))
  hono.get('/text', (c) => c.text('text'))
  hono.get('/redirect', (c) => c.redirect('/text', 303))
  hono.get('/header', (c) => {
    c.header('x-mine', 'yes')
    return c.body('with a header')
  })
  hono.post('/echo', async (c) => c.text(await c.req.text()))
  hono.post('/form', async (c) => c.json(await c.req.parseBody()))
  return hono
}

async function serve(hono: Hono) {
  const server = createServer(
    asListener(fetchOf(hono), (error) => {
      throw error
    }),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ask: async (method: string, path: string, headers: Record<string, string> = {}, body = '') => {
      const request = ask({ port, host: '127.0.0.1', method, path, headers })
      if (headers['transfer-encoding'] === 'chunked') request.write(body)
      request.end(headers['transfer-encoding'] === 'chunked' ? undefined : body)
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

function serveWith(use: (hono: Hono) => void) {
  const hono = new Hono()
  use(hono)
  hono.route('/', answers())
  return serve(hono)
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const from = (site: string) => ({ ...form, 'sec-fetch-site': site })

test('csrf refuses a form of another site and lets our own through', async () => {
  await using at = await serveWith((hono) => hono.use(csrf()))
  const refused = await at.ask('POST', '/echo', from('cross-site'), 'a=1')
  assert.deepEqual([refused.status, refused.text], [403, 'Forbidden'])
  const taken = await at.ask('POST', '/echo', from('same-origin'), 'a=1')
  assert.deepEqual([taken.status, taken.text], [200, 'a=1'])
})

test('secure-headers sets its fields on every answer', async () => {
  await using at = await serveWith((hono) => hono.use(secureHeaders()))
  for (const path of ['/own', '/text', '/redirect', '/nothing']) {
    const { headers } = await at.ask('GET', path)
    assert.equal(headers['x-content-type-options'], 'nosniff', path)
    assert.equal(headers['x-frame-options'], 'SAMEORIGIN', path)
  }
})

test('cookies are read, set and deleted, several in one answer', async () => {
  await using at = await serveWith((hono) =>
    hono.use(async (c, next) => {
      await next()
      setCookie(c, 'one', String(getCookie(c, 'one')), { httpOnly: true })
      setCookie(c, 'two', 'second', { prefix: 'host' })
      deleteCookie(c, 'three')
    }),
  )
  for (const path of ['/own', '/text', '/redirect']) {
    const { headers } = await at.ask('GET', path, { cookie: 'one=first' })
    assert.deepEqual(headers['set-cookie'], [
      'one=first; Path=/; HttpOnly',
      '__Host-two=second; Path=/; Secure',
      'three=; Max-Age=0; Path=/',
    ])
  }
})

test('etag answers 304 to who has the same, for our own responses and for Hono’s', async () => {
  await using at = await serveWith((hono) => hono.use(etag()))
  for (const path of ['/own', '/text']) {
    const first = await at.ask('GET', path)
    assert.deepEqual([first.status, first.text], [200, path.slice(1)])
    const tag = String(first.headers.etag)
    const again = await at.ask('GET', path, { 'if-none-match': tag })
    assert.deepEqual([again.status, again.text, again.headers.etag], [304, '', tag])
  }
})

test('body-limit refuses what is too large, announced or not, and hands on what is not', async () => {
  await using at = await serveWith((hono) => hono.use(bodyLimit({ maxSize: 10 })))
  const ways: Record<string, string>[] = [{}, { 'transfer-encoding': 'chunked' }]
  for (const headers of ways) {
    const large = await at.ask('POST', '/echo', headers, 'x'.repeat(11))
    assert.deepEqual([large.status, large.text], [413, 'Payload Too Large'])
    const small = await at.ask('POST', '/echo', headers, 'x'.repeat(10))
    assert.deepEqual([small.status, small.text], [200, 'x'.repeat(10)])
  }
})

test('redirects, headers and forms work as Hono’s documentation shows them', async () => {
  await using at = await serveWith(() => {})
  const moved = await at.ask('GET', '/redirect')
  assert.deepEqual([moved.status, moved.headers.location], [303, '/text'])
  const { text: said, headers } = await at.ask('GET', '/header')
  assert.deepEqual([said, headers['x-mine']], ['with a header', 'yes'])
  const read = await at.ask('POST', '/form', form, 'name=ana&word=a+b')
  assert.deepEqual(JSON.parse(read.text), { name: 'ana', word: 'a b' })
})

test('a response of Node’s own class is sent as it is', async () => {
  restore()
  const native = globalThis.Response
  restore = installFetchClasses()
  await using at = await serve(
    new Hono().get('/', () => new native('native', { status: 201, headers: { 'x-mine': 'yes' } })),
  )
  const { status, text: said, headers } = await at.ask('GET', '/')
  assert.deepEqual([status, said, headers['x-mine']], [201, 'native', 'yes'])
})
