import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type Request, requestOf } from './request.ts'
import type { Response } from './response.ts'

/** What a request came by; nothing in a test without a socket. */
export interface Connection {
  incoming: IncomingMessage
}

export type Fetch = (request: Request, connection: Connection | undefined) => Promise<Response>

/** A fetch handler for any server of node:http. */
export function asListener(fetch: Fetch): RequestListener {
  return (incoming, outgoing) => void exchange(fetch, incoming, outgoing)
}

async function exchange(
  fetch: Fetch,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = requestOf(incoming)
  try {
    if (request) send(await fetch(request, { incoming }), outgoing)
    else outgoing.writeHead(400, { 'content-length': 0 }).end()
  } catch {
    // Handlers answer their own errors: what is left are headers that can't be sent.
    if (outgoing.headersSent) outgoing.destroy()
    else outgoing.writeHead(500, { 'content-length': 0 }).end()
  }
  if (!incoming.complete || incoming.readableLength > 0) letGo(incoming, outgoing)
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

/** How long a client that has its answer may go on sending, in ms. */
const patience = 500

/** What nobody reads of a body. Whoever is cut off while still sending never sees the answer. */
function letGo(incoming: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.once('finish', () => {
    const end = setTimeout(() => incoming.socket.destroySoon(), patience)
    incoming.once('close', () => clearTimeout(end))
    incoming.resume()
  })
}
