// From facts, not recorded: registration by shared secret in tuwunel 1.9, from its source.
import { createHmac } from 'node:crypto'
import { ok, random, refuse, type Registration } from './matrix-facts.ts'

const path = '/_synapse/admin/v1/register'
const nonceTtlMs = 60_000

/** Like Synapse's, except for a used or unknown nonce: 400 M_INVALID_PARAM. */
export const openTuwunel: Registration = (accounts) => {
  const nonces = new Map<string, number>()
  return ({ method, path: asked, json }) => {
    if (asked !== path) return undefined
    if (method === 'GET') {
      const nonce = random()
      nonces.set(nonce, accounts.clock() + nonceTtlMs)
      return ok({ nonce })
    }
    const { nonce, username, password, mac } = json as Record<string, string>
    const until = nonces.get(String(nonce)) ?? 0
    nonces.delete(String(nonce))
    if (until <= accounts.clock()) return refuse(400, 'M_INVALID_PARAM', 'Unrecognized nonce.')
    const right = createHmac('sha1', accounts.sharedSecret)
      .update([nonce, username, password, 'notadmin'].join('\0'))
      .digest('hex')
    if (mac !== right) return refuse(403, 'M_FORBIDDEN', 'HMAC incorrect.')
    if (accounts.isTaken(String(username))) {
      return refuse(400, 'M_USER_IN_USE', 'User ID is not available.')
    }
    accounts.add(String(username), String(password))
    const userId = `@${username}:${accounts.serverName}`
    return ok({ user_id: userId, home_server: accounts.serverName })
  }
}
