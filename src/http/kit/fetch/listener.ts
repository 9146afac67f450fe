import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { guarded } from '../guard.ts'
import { lastPage } from '../last-page.ts'
import { type Request, requestOf } from './request.ts'
import type { Response } from './response.ts'

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
      if (request) send(await fetch(request, { incoming }), outgoing)
      else outgoing.writeHead(400, { 'content-length': 0 }).end()
    } catch (error) {
      // Handlers answer their own errors: what is left are headers that can't be sent.
      report(error)
      if (outgoing.headersSent) outgoing.destroy()
      else send(lastPage(), outgoing)
    }
  })
}

function send({ status, fields, length, body }: Response, outgoing: ServerResponse): void {
  outgoing.writeHead(
    status,
    bodyless.has(status) ? fields : { 'content-length': length, ...fields },
  )
  outgoing.end(body)
}

/** RFC 9110, 8.6: these have no content and say nothing of its length. */
const bodyless = new Set([204, 304])
