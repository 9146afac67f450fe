import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

/** Sends a GET to a listener of a portal on this machine. Rejects if nothing listens there. */
export async function askListener(
  listen: { host: string; port: number } | { path: string },
  path: string,
): Promise<{ status: number; body: string }> {
  const where = 'path' in listen ? { socketPath: listen.path } : reachable(listen)
  // The private listener's host allow-list contains localhost for every address.
  const headers = { host: 'localhost' }
  const request = get({ ...where, path, headers, signal: AbortSignal.timeout(5_000) })
  const [response]: IncomingMessage[] = await once(request, 'response')
  return { status: response?.statusCode ?? 0, body: response ? await text(response) : '' }
}

/** A listener on all addresses is reached by the loopback address. */
function reachable({ host, port }: { host: string; port: number }) {
  return { host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port }
}
