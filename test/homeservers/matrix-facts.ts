// From facts, not recorded: answers of tuwunel and continuwuity, from their sources and by hand (docs/homeservers.md).
import { randomBytes } from 'node:crypto'
import { type Given, type Said, serveJson } from './json-server.ts'

/** The accounts of a stand-in, and what every Matrix homeserver does with them. */
interface Accounts {
  serverName: string
  sharedSecret: string
  token: string
  /** Milliseconds since 1970. */
  clock: () => number
  isTaken: (localpart: string) => boolean
  add: (localpart: string, password: string) => void
  /** An access token. */
  newSession: () => string
}

export type Registration = (accounts: Accounts) => (said: Said) => Given | undefined

export const random = () => randomBytes(12).toString('base64url')

export function ok(body: unknown, status = 200): Given {
  return { status, body: JSON.stringify(body) }
}

export function refuse(status: number, errcode: string, error: string): Given {
  return ok({ errcode, error }, status)
}

/** A homeserver that creates accounts by `registration`, in memory. */
export async function openMatrix(registration: Registration) {
  const people = new Map<string, { password: string; isShut: boolean }>()
  const sessions = new Set<string>()
  let ahead = 0
  const accounts: Accounts = {
    serverName: 'stand-in.test',
    sharedSecret: random(),
    token: random(),
    clock: () => Date.now() + ahead,
    isTaken: (localpart) => people.has(localpart),
    add: (localpart, password) => void people.set(localpart, { password, isShut: false }),
    newSession: () => {
      const token = random()
      sessions.add(token)
      return token
    },
  }
  const opens = (localpart: string, password: string) => {
    const one = people.get(localpart)
    return one !== undefined && !one.isShut && one.password === password
  }
  const register = registration(accounts)
  const signIn = ({ json }: Said): Given => {
    const { identifier, password } = json as { identifier: { user: string }; password: string }
    if (!opens(identifier.user, password)) {
      return refuse(403, 'M_FORBIDDEN', 'Wrong username or password.')
    }
    const userId = `@${identifier.user}:${accounts.serverName}`
    return ok({ user_id: userId, access_token: accounts.newSession(), device_id: random() })
  }
  const answer = (said: Said): Given | undefined => {
    const { method, path, query, authorization } = said
    if (path === '/_matrix/client/versions') return ok({ versions: ['v1.1', 'v1.12'] })
    if (path === '/_matrix/client/v3/login' && method === 'POST') return signIn(said)
    if (path === '/_matrix/client/v3/logout') {
      const isKnown = sessions.delete(authorization.replace('Bearer ', ''))
      return isKnown ? ok({}) : refuse(401, 'M_UNKNOWN_TOKEN', 'Unknown access token.')
    }
    if (path === '/_matrix/client/v3/register/available') {
      const isTaken = people.has(query.get('username') ?? '')
      return isTaken
        ? refuse(400, 'M_USER_IN_USE', 'User ID is not available.')
        : ok({ available: true })
    }
    const [, name] = /^\/_matrix\/client\/v3\/profile\/@([^:]+):[^/]+$/.exec(path) ?? []
    if (name !== undefined) {
      return people.get(name)?.isShut === false
        ? ok({ displayname: name })
        : refuse(404, 'M_NOT_FOUND', 'Profile was not found.')
    }
    return register(said)
  }
  const { url, close } = await serveJson(answer)
  return {
    ...accounts,
    url,
    close,
    opens,
    passed: (ms: number) => void (ahead = ms),
    deactivate: (localpart: string) => {
      const one = people.get(localpart)
      if (one) one.isShut = true
    },
  }
}
