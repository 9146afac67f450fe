import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { onDatabase } from './support/databases.ts'
import { needs } from './support/parts.ts'
import { openPortal, type TestPortal } from './support/portal.ts'
import { newName } from './support/synapse-client.ts'

const password = 'correct horse battery'
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }

/** Sends bytes over a new connection and returns everything received until it closes. */
async function raw(url: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(bytes)
  return text(socket)
}

async function post(
  portal: TestPortal,
  body: string | Buffer | ReadableStream,
  headers: Record<string, string>,
) {
  const { code } = await portal.invite()
  return fetch(`${portal.url}/i/${code}/account`, {
    method: 'POST',
    body,
    headers,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  })
}

async function assertPage(reply: Response, status: number, words: RegExp): Promise<void> {
  const page = await reply.text()
  assert.equal(reply.status, status, page)
  assert.match(reply.headers.get('content-type') ?? '', /^text\/html/)
  assert.match(page, words)
  assert.doesNotMatch(page, /\bat .*\.ts:\d+|Error:/)
}

describe('bad input', needs('synapse'), () => {
  test('a form with an unsupported content type is refused with 415', async () => {
    await using portal = await openPortal()
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x']) {
      await assertPage(await post(portal, '{}', { 'content-type': type }), 415, /<h1>/)
    }
  })

  test('invalid percent escapes and invalid UTF-8 are refused with 400', async () => {
    await using portal = await openPortal()
    for (const body of ['name=%zz', 'name=%', 'name=%ff%fe', Buffer.from([0x6e, 0x3d, 0xff])]) {
      await assertPage(await post(portal, body, urlencoded), 400, /<h1>/)
    }
  })

  for (const database of ['SQLite', 'PostgreSQL'] as const) {
    test(
      `a NUL in name, password or code is refused and reaches neither ${database} nor server`,
      onDatabase(database),
      async () => {
        await using portal = await openPortal({ database })
        const fields = [
          { name: 'a\0b', password },
          { name: newName(), password: `${password}\0x` },
        ]
        for (const form of fields) {
          const body = new URLSearchParams(form).toString()
          await assertPage(await post(portal, body, urlencoded), 422, /aria-invalid/)
        }
        await assertPage(await fetch(`${portal.url}/i/a%00b`), 404, /find this invitation/)
        await assertPage(await fetch(`${portal.url}/i/%ff`), 404, /find this invitation/)
      },
    )
  }

  test('a body of 30 MB is refused with 413, announced or not, before it is read', async () => {
    await using portal = await openPortal()
    const big = Buffer.alloc(30 * 1024 * 1024, 'a')
    await assertPage(await post(portal, big, urlencoded), 413, /<h1>/)
    const chunks = ReadableStream.from(Array.from({ length: 480 }, () => big.subarray(0, 65_536)))
    await assertPage(await post(portal, chunks, urlencoded), 413, /<h1>/)
  })

  test('a form of a thousand fields is refused, and unknown fields are not read', async () => {
    await using portal = await openPortal()
    const body = Array.from({ length: 1000 }, (_, at) => `f${at}=1`).join('&')
    await assertPage(await post(portal, body, urlencoded), 400, /<h1>/)
  })

  test('an unknown method is answered 405 with the allowed methods', async () => {
    await using portal = await openPortal()
    for (const method of ['DELETE', 'PUT', 'PATCH', 'OPTIONS']) {
      const reply = await fetch(`${portal.url}/i/abc/account`, { method })
      assert.equal(reply.headers.get('allow'), 'GET, HEAD, POST')
      await assertPage(reply, 405, /<h1>/)
    }
    const odd = await raw(portal.url, 'FROBNICATE / HTTP/1.1\r\nHost: x\r\n\r\n')
    assert.match(odd, /^HTTP\/1\.1 400 Bad Request/)
  })

  test('an unknown path is answered with a page and 404', async () => {
    await using portal = await openPortal()
    for (const path of ['/nope', '/i/%zz', '/static/../../etc/passwd', '/static/none.css', '//x']) {
      await assertPage(await fetch(portal.url + path), 404, /<h1>/)
    }
  })

  test('bytes that are not HTTP get an error, and the connection closes', async () => {
    await using portal = await openPortal()
    assert.match(await raw(portal.url, 'hello\r\n\r\n'), /^HTTP\/1\.1 400 Bad Request/)
    const long = `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`
    assert.match(await raw(portal.url, long), /^HTTP\/1\.1 431 /)
    const none = await raw(portal.url, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')
    assert.match(none, /^HTTP\/1\.1 400 /)
  })

  test('an unfinished request delays no other request', async () => {
    await using portal = await openPortal()
    const { hostname, port } = new URL(portal.url)
    const half = connect(Number(port), hostname)
    await once(half, 'connect')
    half.write('POST /i/x/account HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nname=')
    const reply = await fetch(`${portal.url}/`)
    assert.equal(reply.status, 200)
    await reply.body?.cancel()
    half.destroy()
  })

  test('a post from another site is refused, one without evidence of its origin is not', async () => {
    await using portal = await openPortal()
    const body = new URLSearchParams({ name: newName(), password: 'x' }).toString()
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-site', origin: 'https://other.example.org' },
    ]
    for (const headers of foreign) {
      await assertPage(await post(portal, body, { ...urlencoded, ...headers }), 403, /<h1>/)
    }
    const harmless: Record<string, string>[] = [
      {},
      { origin: 'null' },
      { 'sec-fetch-site': 'same-origin' },
    ]
    for (const headers of harmless) {
      await assertPage(await post(portal, body, { ...urlencoded, ...headers }), 422, /<h1>/)
    }
  })
})
