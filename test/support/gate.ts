import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Pool } from 'undici'

export interface Gate extends AsyncDisposable {
  url: string
  open: () => void
  /** The maximum number of concurrent requests for accounts so far. */
  most: () => number
}

/** A proxy in front of a homeserver that delays requests for accounts until it is opened. */
export async function startGate(
  homeserver: string,
  { closed }: { closed: boolean },
): Promise<Gate> {
  const upstream = new Pool(homeserver, { connections: 64 })
  const opened = Promise.withResolvers<void>()
  if (!closed) opened.resolve()
  const making = { now: 0, most: 0 }
  const forward = async (request: IncomingMessage, body: Buffer | null = null) => {
    const { method = 'GET', url: path = '/' } = request
    const { 'x-forwarded-for': visitor } = request.headers
    const from = visitor === undefined ? {} : { 'x-forwarded-for': visitor }
    const headers = { 'content-type': 'application/json', ...from }
    return upstream.request({ method, path, body, headers })
  }
  const pass = async (request: IncomingMessage) => {
    if (request.method === 'GET') return forward(request)
    // Read at once: whoever asked may be gone when it opens.
    const body = await buffer(request)
    making.most = Math.max(making.most, ++making.now)
    await opened.promise
    return forward(request, body).finally(() => making.now--)
  }
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { statusCode, body } = await pass(request)
    response.writeHead(statusCode, { 'content-type': 'application/json' })
    response.end(await body.text())
  }
  const server = createServer((request, response) => void serve(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => opened.resolve(),
    most: () => making.most,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await upstream.destroy()
    },
  }
}
