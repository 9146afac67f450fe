import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Kind } from './points.ts'

/** One complete request of a portal. */
export interface Incoming {
  kind: Kind | 'other'
  /** Its subject, if it contains one: a name, a user id, or an access token. */
  name: string | null
  /** The portal that sent it: the number at the end of that portal's homeserver URL. */
  replica: number
  method: string
  path: string
  headers: Record<string, string>
  body: string
}

/** `lastStage`: in a registration with stages, the stage that creates the account. */
export async function readIncoming(request: IncomingMessage, lastStage: string): Promise<Incoming> {
  const [, replica = '0', path = '/'] = /^\/(\d+)(\/.*)$/.exec(request.url ?? '') ?? []
  const method = request.method ?? 'GET'
  const body = await text(request)
  const kept = ['authorization', 'content-type', 'x-forwarded-for'].flatMap((name) => {
    const value = request.headers[name]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  const headers = Object.fromEntries(kept)
  const said = { method, path, headers, body }
  const subject = path.startsWith('/api/admin/') ? subjectAtMas(said) : subjectOf(said, lastStage)
  return { ...subject, replica: Number(replica), ...said }
}

type Said = Pick<Incoming, 'method' | 'path' | 'headers' | 'body'>
type Subject = Pick<Incoming, 'kind' | 'name'>

function subjectOf({ method, path, headers, body }: Said, lastStage: string): Subject {
  const profile = /^\/_matrix\/client\/v3\/profile\/%40([^%]+)%3A/.exec(path)
  // A request for a newcomer contains a token; a name check doesn't.
  if (profile)
    return { kind: 'authorization' in headers ? 'name' : 'profile', name: profile[1] ?? null }
  if (path.startsWith('/_synapse/admin/v1/join/')) {
    return { kind: 'join', name: /@([^:]+):/.exec(textAt(body, 'user_id') ?? '')?.[1] ?? null }
  }
  if (path.startsWith('/_matrix/client/v3/join/')) return { kind: 'join', name: tokenOf(headers) }
  if (path === '/_synapse/admin/v1/register') {
    if (method === 'GET') return { kind: 'nonce', name: null }
    return { kind: 'register', name: textAt(body, 'username') }
  }
  const asked = /\/(?:username_|register\/)available\?username=(.+)$|\/users\/%40([^%]+)%3A/.exec(
    path,
  )
  if (asked) return { kind: 'profile', name: asked[1] ?? asked[2] ?? null }
  if (path === '/_matrix/client/v3/register') return ofStage(body, lastStage)
  if (path === '/_matrix/client/v3/login') return { kind: 'login', name: textAt(body, 'user') }
  if (path === '/_matrix/client/v3/logout') {
    return { kind: 'logout', name: tokenOf(headers) }
  }
  if (path === '/oauth2/token') return { kind: 'nonce', name: null }
  return { kind: 'other', name: null }
}

function tokenOf(headers: Incoming['headers']): string | null {
  return headers['authorization']?.replace('Bearer ', '') ?? null
}

/** The first request of a registration with stages opens a session; the last creates the account. */
function ofStage(body: string, lastStage: string): Subject {
  const stage = textAt(body, 'type')
  if (stage === null) return { kind: 'nonce', name: null }
  const name = textAt(body, 'username')
  return { kind: stage === lastStage ? 'register' : 'other', name }
}

/** MAS's admin API identifies a person by id; a registration token contains no name. */
function subjectAtMas({ method, path, body }: Said): Subject {
  const rest = path.replace('/api/admin/v1/', '')
  if (rest === 'users') return { kind: 'register', name: textAt(body, 'username') }
  const [, byName] = /^users\/by-username\/(.+)$/.exec(rest) ?? []
  if (byName !== undefined) return { kind: 'profile', name: byName }
  const [, id, action] = /^users\/([^/]+)(?:\/(.+))?$/.exec(rest) ?? []
  if (id !== undefined) return { kind: actions[action ?? ''] ?? 'settle', name: id }
  const [, token] = /^user-registration-tokens(?:\/(.+))?$/.exec(rest) ?? [undefined, '?']
  if (token === undefined) return { kind: method === 'POST' ? 'mint' : 'settle', name: null }
  if (token !== '?') return { kind: token.endsWith('/revoke') ? 'shut' : 'settle', name: null }
  const [, of] = /^[a-z0-9-]+-sessions\?.*filter(?:\[|%5B)user(?:\]|%5D)=(\w+)/.exec(rest) ?? []
  return of === undefined ? { kind: 'other', name: null } : { kind: 'settle', name: of }
}

const actions: Record<string, Kind> = { 'set-password': 'password', deactivate: 'shut' }

/** The string value of a key anywhere in a JSON body whose strings have no quotes. */
export function textAt(json: string, key: string): string | null {
  return new RegExp(`"${key}":\\s*"([^"]*)"`).exec(json)?.[1] ?? null
}
