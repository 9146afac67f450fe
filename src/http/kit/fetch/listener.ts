import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { guarded } from '../guard.ts'
import { lastPage } from '../last-page.ts'
import { type Request, requestOf } from './request.ts'
import { isWhole } from './payload.ts'
import { Response } from './response.ts'

/** The connection of a request; absent in a test without a socket. */
export interface Connection {
  incoming: IncomingMessage
}

export type Fetch = (request: Request, connection: Connection | undefined) => Promise<Response>

/** A fetch handler as a node:http listener. `report` receives errors that prevented any response. */
export function asListener(fetch: Fetch, report: (error: unknown) => void): RequestListener {
  return guarded(async (incoming, outgoing) => {
    try {
      const request = requestOf(incoming)
      if (request) await send(await fetch(request, { incoming }), outgoing)
      else outgoing.writeHead(400, { 'content-length': 0 }).end()
    } catch (error) {
      // Handlers catch their own errors, so this is a response that can't be sent, such as invalid headers.
      report(error)
      if (outgoing.headersSent) outgoing.destroy()
      else await send(lastPage(), outgoing)
    }
  })
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const { status, fields, length, payload } =
    response instanceof Response ? response : own(response)
  const isSized = length !== undefined && !bodyless.has(status)
  outgoing.writeHead(status, isSized ? { 'content-length': length, ...fields } : fields)
  if (isWhole(payload)) outgoing.end(payload)
  else await pipeline(payload, outgoing)
}

/** Converts Node's own Response, which some middleware returns. */
function own({ status, statusText, headers, body }: globalThis.Response): Response {
  return new Response(body, { status, statusText, headers: [...headers] })
}

/** RFC 9110, 8.6: these have neither content nor Content-Length. */
const bodyless = new Set([204, 304])
