import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>

/** A listener that a single connection can't keep busy, whatever it sends and never reads. */
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

/** So many requests may come before the answer to the first is through; browsers wait for each. */
const mostAhead = 16

/**
 * Thousands of requests fit into one packet. Their answers would all be made and kept for somebody
 * who never reads them.
 */
function isTooFarAhead(
  behind: WeakMap<Socket, number>,
  socket: Socket,
  outgoing: ServerResponse,
): boolean {
  // Node gives an answer its socket once the answers before it are through.
  if (outgoing.socket !== null) {
    behind.delete(socket)
    return false
  }
  const count = (behind.get(socket) ?? 0) + 1
  behind.set(socket, count)
  return count > mostAhead
}

/** How long whoever is still sending has to see the answer, in ms: closing at once would take it. */
const farewell = 500

/** The answer was given before the body had come: what is large of the rest is not read. */
function leaveRest(incoming: IncomingMessage, socket: Socket): void {
  // Node reads on for as long as nobody else does.
  incoming.read(0)
  incoming.pause()
  setTimeout(() => {
    if (!incoming.complete) socket.destroy()
  }, farewell)
}
