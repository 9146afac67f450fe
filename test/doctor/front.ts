import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An operator's web server in front of a portal, or of another program. */
export interface Front extends AsyncDisposable {
  url: string
  /** `METHOD /path` of all requests, in order. */
  asked: string[]
}

export interface FrontOptions {
  /** Rewrites a path; null is answered 404. */
  path?: (path: string) => string | null
  /** Whether it sends the visitor's address. */
  tells?: boolean
  /** Requests that it doesn't forward are redirected to this site, with the same path. */
  to?: string
}

/** Forwards requests to `target()`. */
export async function openFront(target: () => string, options: FrontOptions = {}): Promise<Front> {
  const { path = (same: string) => same, tells = true, to } = options
  const asked: string[] = []
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url = '/', headers, socket } = request
    asked.push(`${method} ${url}`)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const passed = path(url)
    if (passed === null && to !== undefined) {
      return void response.writeHead(301, { location: to + url }).end()
    }
    if (passed === null) return void response.writeHead(404).end()
    const type = headers['content-type']
    const reply = await fetch(target() + passed, {
      method,
      redirect: 'manual',
      body: chunks.length > 0 ? Buffer.concat(chunks) : null,
      headers: {
        ...(type && { 'content-type': type }),
        ...(tells && { 'x-forwarded-for': String(socket.remoteAddress) }),
      },
    })
    const text = await reply.text()
    response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? '' })
    response.end(text)
  }
  const server = createServer((request, response) => void serve(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
