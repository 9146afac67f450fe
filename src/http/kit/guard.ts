import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>

/** Protects a listener from connections that send much and never read responses. */
export function guarded(handle: Handler): RequestListener {
  const behind = new WeakMap<Socket, number>()
  return (incoming, outgoing) => {
    const { socket } = incoming
    const end = () => {
      if (!incoming.complete && !socket.destroyed) leaveRest(incoming, socket)
    }
    if (isTooFarAhead(behind, socket, outgoing)) socket.destroy()
    else void handle(incoming, outgoing).then(end)
  }
}

/** Maximum number of pipelined requests; browsers don't pipeline. */
const mostAhead = 16

/**
 * Thousands of pipelined requests fit into one packet, and all their responses would be kept in memory
 * for a client that never reads them.
 */
function isTooFarAhead(
  behind: WeakMap<Socket, number>,
  socket: Socket,
  outgoing: ServerResponse,
): boolean {
  // Node assigns the socket to a response once the previous responses are sent.
  if (outgoing.socket !== null) {
    behind.delete(socket)
    return false
  }
  const count = (behind.get(socket) ?? 0) + 1
  behind.set(socket, count)
  return count > mostAhead
}

/** How long a client that is still sending can read the response, in ms: closing at once would lose it. */
const farewell = 500

/** The response was sent before the whole body arrived: a large rest is not read. */
function leaveRest(incoming: IncomingMessage, socket: Socket): void {
  // Marks the body as consumed. Otherwise Node would read the rest to discard it.
  incoming.read(0)
  incoming.pause()
  setTimeout(() => {
    if (!incoming.complete) socket.destroy()
  }, farewell)
}
