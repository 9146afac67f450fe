import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { Listen } from '../config/config.ts'

/** The status with which the private listener of a running portal answers, or an Error. */
export async function askPrivately(listen: Listen, path: string): Promise<number> {
  const where = 'path' in listen ? { socketPath: listen.path } : reachable(listen)
  // The host allow-list knows localhost, whatever the address.
  const headers = { host: 'localhost' }
  const request = get({ ...where, path, headers, signal: AbortSignal.timeout(5_000) })
  const [response]: IncomingMessage[] = await once(request, 'response')
  response?.resume()
  return response?.statusCode ?? 0
}

/** A listener on every address is asked at this machine's own. */
function reachable({ host, port }: { host: string; port: number }) {
  return { host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port }
}
