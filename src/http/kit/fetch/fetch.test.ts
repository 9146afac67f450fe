import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text as read } from 'node:stream/consumers'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { copyOf, Headers } from './headers.ts'
import { asListener, type Fetch } from './listener.ts'
import type { Request } from './request.ts'
import { Response } from './response.ts'

const name = fc.constantFrom('allow', 'Allow', 'location', 'X-Mine', 'x-mine', 'set-cookie')
const value = fc.stringMatching(/^[!-~]([ -~]{0,8}[!-~])?$/)
const verb = fc.constantFrom('set' as const, 'append' as const, 'delete' as const)
const change = fc.tuple(verb, name, value)

test("headers answer as Node's own do, whatever was done to them", () => {
  fc.assert(
    fc.property(fc.dictionary(name.map(lower), value), fc.array(change), (fields, changes) => {
      const ours = new Headers(fields)
      const native = new globalThis.Headers(fields)
      const before = { ...fields }
      for (const [method, key, text] of changes) {
        ours[method](key, text)
        native[method](key, text)
      }
      assert.deepEqual({ ...fields }, before, 'fields that many answers share stay as they are')
      for (const key of ['allow', 'Allow', 'X-Mine', 'set-cookie', 'constructor']) {
        assert.equal(ours.get(key), native.get(key))
        assert.equal(ours.has(key), native.has(key))
      }
      assert.deepEqual([...ours], [...native])
      assert.deepEqual([...ours.keys()], [...native.keys()])
      assert.deepEqual(ours.getSetCookie(), native.getSetCookie())
      assert.equal(copyOf(ours).get('x-mine'), native.get('x-mine'))
    }),
  )
})

const answer = fc.record({
  body: fc.oneof(fc.string(), fc.uint8Array(), fc.constant(null)),
  status: fc.constantFrom(200, 201, 404, 500),
  fields: fc.dictionary(name.map(lower), value),
})

test("what is sent is what Node's own response holds, with its length", async () => {
  let next: Response = new Response(null)
  await using server = await serve(async () => next)
  await fc.assert(
    fc.asyncProperty(answer, async ({ body, status, fields }) => {
      const native = new globalThis.Response(body === null ? null : Buffer.from(body), {
        status,
        headers: fields,
      })
      next = new Response(body, { status, headers: fields })
      const got = await fetch(server.url)
      assert.equal(got.status, native.status)
      const sent = Buffer.from(await got.arrayBuffer())
      assert.deepEqual(sent, Buffer.from(await native.arrayBuffer()))
      assert.equal(got.headers.get('content-length'), String(sent.length))
      for (const [key, said] of native.headers) assert.equal(got.headers.get(key), said)
    }),
    { numRuns: 50 },
  )
})

test("a request shows what Node's own would: address, headers and body", async () => {
  const seen: Request[] = []
  await using server = await serve(async (request) => {
    seen.push(request)
    return new Response(request.body && (await read(request.body)))
  })
  const paths = ['/', '/a%20b?q=1&q=2', '/a/../b', '/ä', "/i/it's?x=%zz", '/.well-known/x', '//x/y']
  for (const path of paths) {
    const url = `${server.url}${path}`
    const init = { method: 'POST', body: 'öl', headers: { 'X-Mine': 'a' } }
    const native = new globalThis.Request(url, init)
    assert.equal(await (await fetch(url, init)).text(), 'öl')
    const request = seen.at(-1)
    assert.equal(request?.url, native.url)
    assert.equal(request.headers.get('x-mine'), native.headers.get('x-mine'))
    assert.equal(request.headers.has('X-Other'), native.headers.has('X-Other'))
  }
})

test('a target or a host that says no address is refused', async () => {
  await using server = await serve(async ({ url }) => new Response(url))
  const heads = [
    'GET \\x HTTP/1.1\r\nHost: a',
    'GET /a\\b HTTP/1.1\r\nHost: a',
    'OPTIONS * HTTP/1.1\r\nHost: a',
    'GET / HTTP/1.0',
    'GET / HTTP/1.1\r\nHost: a/b',
    'GET / HTTP/1.1\r\nHost: u@a',
    'GET / HTTP/1.1\r\nHost: a b',
    'GET / HTTP/1.1\r\nHost: [',
  ]
  for (const head of heads) assert.match(await say(server.port, head), /^HTTP\/1.1 400 /, head)
  const whole = 'GET http://b.example/x?y HTTP/1.1\r\nHost: a'
  assert.match(await say(server.port, whole), /^HTTP\/1.1 200 [^]*http:\/\/b\.example\/x\?y$/)
})

test('a client that sends too much gets the answer, then the connection ends', async () => {
  await using server = await serve(async ({ body }) => {
    for await (const _ of body ?? []) break
    return new Response('enough', { status: 413 })
  })
  const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n${'x'.repeat(99_999)}`
  assert.match(await say(server.port, head, false), /^HTTP\/1.1 413 [^]*enough$/)
})

test('headers that can not be sent become an error, and the server goes on', async () => {
  await using server = await serve(async () => new Response('', { headers: { location: '/\n' } }))
  for (const _ of [1, 2]) assert.equal((await fetch(server.url)).status, 500)
})

function lower(text: string): string {
  return text.toLowerCase()
}

async function serve(handle: Fetch) {
  const server = createServer(asListener(handle, () => {})).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { port, url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close }
}

/** What a server answers to these very bytes, until it ends the connection. */
async function say(port: number, head: string, whole = true): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(whole ? `${head}\r\nConnection: close\r\n\r\n` : head)
  return read(socket)
}
