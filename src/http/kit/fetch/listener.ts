import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { guarded } from '../guard.ts'
import { lastPage } from '../last-page.ts'
import { type Request, requestOf } from './request.ts'
import { isWhole } from './payload.ts'
import { Response } from './response.ts'

/** What a request came by; nothing in a test without a socket. */
export interface Connection {
  incoming: IncomingMessage
}

export type Fetch = (request: Request, connection: Connection | undefined) => Promise<Response>

/** A fetch handler for any server of node:http. `report` is told of what no answer could be made of. */
export function asListener(fetch: Fetch, report: (error: unknown) => void): RequestListener {
  return guarded(async (incoming, outgoing) => {
    try {
      const request = requestOf(incoming)
      if (request) await send(await fetch(request, { incoming }), outgoing)
      else outgoing.writeHead(400, { 'content-length': 0 }).end()
    } catch (error) {
      // Handlers answer their own errors: what is left are headers that can't be sent.
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

/** Middleware that knows only Node's own class may answer with one. */
function own({ status, statusText, headers, body }: globalThis.Response): Response {
  return new Response(body, { status, statusText, headers: [...headers] })
}

/** RFC 9110, 8.6: these have no content and say nothing of its length. */
const bodyless = new Set([204, 304])
