import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { needs, synapse } from '../support/parts.ts'
import { newName } from '../support/synapse-client.ts'
import { openOldPortal } from './old-portal.ts'

/** The shared Synapse, behind a proxy that drops the answer to the first registration. */
async function lossyServer(): Promise<{ url: string } & AsyncDisposable> {
  let lost = false
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request)
    const reply = await pass(request, body)
    // Requests without the password only ask something.
    if (!lost && body.includes('verysecure')) {
      lost = true
      request.socket.destroy()
      return
    }
    response.writeHead(reply.status, { 'content-type': 'application/json' })
    response.end(await reply.text())
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function pass(request: IncomingMessage, body: Buffer<ArrayBuffer>): Promise<Response> {
  const { authorization, 'content-type': type } = request.headers
  const headers = { ...(authorization && { authorization }), ...(type && { 'content-type': type }) }
  return fetch(synapse().url + (request.url ?? ''), {
    method: request.method ?? 'GET',
    headers,
    ...(body.length > 0 && { body }),
  })
}

test(
  'a script whose answer was lost gets its account by the same request, and nobody else does',
  needs('synapse'),
  async () => {
    await using lossy = await lossyServer()
    await using portal = await openOldPortal({ keys: { server_location: lossy.url } })
    const token = String((await portal.call('POST', '/api/token', { max_usage: 1 })).json['name'])
    const username = newName()
    const post = async (password: string) => {
      const body = new URLSearchParams({ username, password, confirm: password, token })
      const reply = await fetch(`${portal.url}/register`, { method: 'POST', body })
      const json: Record<string, unknown> = JSON.parse(await reply.text())
      return { status: reply.status, json }
    }
    const first = await post('verysecure1')
    assert.equal(first.status, 500)
    assert.match(String(first.json['error']), /Send the same once more/)
    const stranger = await post('verysecure2')
    assert.equal(stranger.json['errcode'], 'M_UNKNOWN', 'the place is held, for somebody else')
    const again = await post('verysecure1')
    assert.deepEqual(
      [again.status, again.json['user_id']],
      [200, `@${username}:${synapse().serverName}`],
    )
    const { json } = await portal.call('GET', `/api/token/${token}`)
    assert.equal(json['used'], 1)
  },
)
