import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Kind } from './points.ts'

/** One request of a portal, read to its end. */
export interface Incoming {
  kind: Kind | 'other'
  /** Whom it is about, where it says so. */
  name: string | null
  /** Which of several portals sent it: the number that its homeserver URL ends in. */
  replica: number
  method: string
  path: string
  headers: Record<string, string>
  body: string
}

export async function readIncoming(request: IncomingMessage): Promise<Incoming> {
  const [, replica = '0', path = '/'] = /^\/(\d+)(\/.*)$/.exec(request.url ?? '') ?? []
  const method = request.method ?? 'GET'
  const body = await text(request)
  const { authorization, 'content-type': type } = request.headers
  const headers = { ...(authorization && { authorization }), ...(type && { 'content-type': type }) }
  return { ...subject(method, path, body), replica: Number(replica), method, path, headers, body }
}

function subject(method: string, path: string, body: string): Pick<Incoming, 'kind' | 'name'> {
  const profile = /^\/_matrix\/client\/v3\/profile\/%40([^%]+)%3A/.exec(path)
  if (profile) return { kind: 'profile', name: profile[1] ?? null }
  if (path === '/_synapse/admin/v1/register') {
    if (method === 'GET') return { kind: 'nonce', name: null }
    return { kind: 'register', name: textAt(body, 'username') }
  }
  const asked = /\/username_available\?username=(.+)$|\/users\/%40([^%]+)%3A/.exec(path)
  if (asked) return { kind: 'profile', name: asked[1] ?? asked[2] ?? null }
  if (path === '/_matrix/client/v3/register') return ofStage(body)
  if (path === '/_matrix/client/v3/login') return { kind: 'login', name: textAt(body, 'user') }
  if (path === '/_matrix/client/v3/logout') return { kind: 'logout', name: null }
  return { kind: 'other', name: null }
}

/** The first request of a registration with stages opens a session; the last one makes the account. */
function ofStage(body: string): Pick<Incoming, 'kind' | 'name'> {
  const stage = textAt(body, 'type')
  if (stage === null) return { kind: 'nonce', name: null }
  const name = textAt(body, 'username')
  return { kind: stage === 'm.login.dummy' ? 'register' : 'other', name }
}

/** The text of a key anywhere in a body of JSON whose texts have no quotes. */
export function textAt(json: string, key: string): string | null {
  return new RegExp(`"${key}":\\s*"([^"]*)"`).exec(json)?.[1] ?? null
}
