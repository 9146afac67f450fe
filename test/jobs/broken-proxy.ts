import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What becomes of a request, and after a kill also of all that would follow. */
export const breaks = ['answer lost', 'killed before', 'killed after'] as const

export interface BrokenProxy extends AsyncDisposable {
  url: string
  /** Counts from now on, from 1, and breaks the request of this number; only those with such a path. */
  breakAt: (number: number, how: (typeof breaks)[number], path?: RegExp) => void
  /** Once: `createRoom` makes the room, but fails to invite, as Synapse answers of a server out of reach. */
  failInvite: () => void
  /** The number of requests since the last `breakAt`. */
  count: () => number
  heal: () => void
}

/** A proxy before a homeserver. */
export async function breakingProxy(target: string): Promise<BrokenProxy> {
  let seen = 0
  let at = { number: 0, how: 'answer lost' as (typeof breaks)[number], path: /./ }
  let invitesFail = false
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const given = await buffer(request)
    const isCounted = at.path.test(request.url ?? '')
    const isBroken = isCounted && ++seen === at.number
    const isDead = at.number > 0 && seen > at.number && at.how.startsWith('killed')
    if (isDead || (isBroken && at.how === 'killed before')) return request.socket.destroy()
    const fails = invitesFail && request.url?.endsWith('/createRoom') === true
    const body = fails ? JSON.stringify({ ...JSON.parse(String(given)), invite: [] }) : given
    const answer = await fetch(target + request.url, forwarded(request, body))
    const text = await answer.text()
    if (isBroken) return request.socket.destroy()
    if (fails) invitesFail = false
    const [status, said] = fails ? [502, '{"errcode":"M_UNKNOWN"}'] : [answer.status, text]
    response.writeHead(status, { 'content-type': 'application/json' }).end(said)
  }
  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    breakAt: (number, how, path = /./) => {
      seen = 0
      at = { number, how, path }
    },
    failInvite: () => (invitesFail = true),
    count: () => seen,
    heal: () => (at = { number: 0, how: 'answer lost', path: /./ }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function forwarded({ method = 'GET', headers }: IncomingMessage, body: Buffer | string) {
  const { authorization = '' } = headers
  return { method, headers: { authorization }, body: body.length > 0 ? body : null }
}
