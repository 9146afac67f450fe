import type { StepResult } from '../../ports/account-actions.ts'
import { readStepResult } from '../client/answers.ts'
import { isOk, localpartOf } from '../client/client-server.ts'
import type { Ask } from './synapse-admin.ts'

/**
 * Puts a mail address on an account (Synapse's admin API, "Create or modify account", `threepids`). It
 * would take the address from another account without a word, and replaces what the account has.
 */
export async function addMail(call: Ask, userId: string, typed: string): Promise<StepResult> {
  // Synapse keeps them in lower case.
  const address = typed.toLowerCase()
  const hide = [address, typed, localpartOf(userId)]
  const owner = await call({
    name: 'user of mail',
    method: 'GET',
    path: `/_synapse/admin/v1/threepid/email/users/${encodeURIComponent(address)}`,
  })
  const isFree = owner.kind === 'answered' && owner.json['errcode'] === 'M_NOT_FOUND'
  if (isOk(owner)) {
    return owner.json['user_id'] === userId || { failed: 'another account has the mail address' }
  }
  if (!isFree) return failure(readStepResult(owner, hide))
  const path = `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`
  const user = await call({ name: 'user', method: 'GET', path })
  if (!isOk(user)) return failure(readStepResult(user, hide))
  const { threepids, deactivated } = user.json
  if (deactivated === true) return true
  const kept = (Array.isArray(threepids) ? threepids : []).map((one: unknown) => {
    const { medium, address: other } = Object(one) as Record<string, unknown>
    return { medium, address: other }
  })
  const body = { threepids: [...kept, { medium: 'email', address }] }
  return readStepResult(await call({ name: 'user mail', method: 'PUT', path, body }), hide)
}

/** An answer that was expected to be another one. */
function failure(result: StepResult): StepResult {
  return result === true ? { failed: 'the homeserver gave an unexpected answer' } : result
}
