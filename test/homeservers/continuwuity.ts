// From facts, not recorded: registration with a token, as continuwuity 26.8 answered it by hand.
import type { Given } from './json-server.ts'
import { ok, random, refuse, type Registration } from './matrix-facts.ts'

const stage = 'm.login.registration_token'
const inUse = refuse(400, 'M_USER_IN_USE', 'User ID is not available.')

function challenge(session: string, error: Record<string, string> = {}): Given {
  return ok({ flows: [{ stages: [stage] }], params: {}, session, completed: [], ...error }, 401)
}

/** One stage creates the account and ends the session: a second request with that session is refused. */
export const openContinuwuity: Registration = (accounts) => {
  const sessions = new Set<string>()
  return ({ method, path, json }) => {
    if (path === '/_synapse/admin/v1/register') return refuse(404, 'M_UNRECOGNIZED', 'Not Found')
    if (path !== '/_matrix/client/v3/register' || method !== 'POST') return undefined
    const { username, password, auth } = json as Record<string, string> & {
      auth?: { session?: string; token?: string }
    }
    const isTaken = username !== undefined && accounts.isTaken(username)
    if (auth === undefined) {
      if (isTaken) return inUse
      const session = random()
      sessions.add(session)
      return challenge(session)
    }
    const { session = '', token } = auth
    if (!sessions.has(session)) return refuse(400, 'M_INVALID_PARAM', 'Invalid session')
    if (token !== accounts.token) {
      return challenge(session, { errcode: 'M_FORBIDDEN', error: 'Invalid registration token.' })
    }
    if (isTaken) return inUse
    sessions.delete(session)
    accounts.add(String(username), String(password))
    const userId = `@${username}:${accounts.serverName}`
    return ok({ user_id: userId, access_token: accounts.newSession(), device_id: random() })
  }
}
