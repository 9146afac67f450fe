import type { AccountEnds, AccountStanding, StepResult } from '../../ports/account-actions.ts'
import { type MasAdmin, type MasAnswer, masRefusal, readResource } from './mas-admin.ts'

/**
 * Ends accounts of matrix-authentication-service (its admin API, `users`): a lock shuts people out until
 * it is taken back, and reaches the homeserver through MAS.
 */
export function masEnds(admin: MasAdmin): AccountEnds {
  const act = async (localpart: string, path: string, body = {}): Promise<StepResult> => {
    const user = await find(admin, localpart)
    if ('result' in user) return user.result
    const name = `mas ${path}`
    const route = `/users/${encodeURIComponent(user.id)}/${path}`
    return resultOf(await admin.call({ name, method: 'POST', path: route, body }))
  }
  return {
    standing: async (localpart) => {
      const user = await find(admin, localpart)
      if ('result' in user) return user.result
      return user.isAdmin ? 'administrator' : 'ordinary'
    },
    suspend: (localpart, suspend) => act(localpart, suspend ? 'lock' : 'unlock'),
    deactivate: (localpart) => act(localpart, 'deactivate', { skip_erase: true }),
  }
}

type Found = { id: string; isAdmin: boolean } | { result: Exclude<AccountStanding, string> }

async function find(admin: MasAdmin, localpart: string): Promise<Found> {
  const path = `/users/by-username/${encodeURIComponent(localpart)}`
  const answer = await admin.call({ name: 'mas user', method: 'GET', path })
  const user = readResource(answer)
  if (user) return { id: user.id, isAdmin: user.attributes['admin'] === true }
  const result = resultOf(answer)
  return { result: result === true ? { failed: 'MAS showed no account' } : result }
}

/** Without MAS's text, which may name the account. */
function resultOf(answer: MasAnswer): StepResult {
  if (answer.kind === 'answered' && answer.status < 300) return true
  const { reason, retryAfterMs } = masRefusal('the account', answer)
  if (reason !== 'homeserver_busy') return { failed: `MAS: ${reason}` }
  return retryAfterMs === undefined ? {} : { retryAfterMs }
}
