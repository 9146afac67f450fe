import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A request to a stateful stand-in. */
export interface Said {
  method: string
  /** Without the query, and percent-decoded. */
  path: string
  query: URLSearchParams
  authorization: string
  body: string
  /** The body, if it is a JSON object. */
  json: Record<string, unknown>
}

export interface Given {
  status: number
  body: string
  headers?: Record<string, string>
}

/** Answers each request with the result of `answer`; 599 if the stand-in doesn't know the route. */
export async function serveJson(answer: (said: Said) => Given | undefined) {
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { status, body, headers } = answer(await read(request)) ?? { status: 599, body: '' }
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }
  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function read(request: IncomingMessage): Promise<Said> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in')
  const body = await text(request)
  return {
    method: request.method ?? 'GET',
    path: decodeURIComponent(pathname),
    query: searchParams,
    authorization: request.headers.authorization ?? '',
    body,
    json: body.startsWith('{') ? (JSON.parse(body) as Record<string, unknown>) : {},
  }
}
