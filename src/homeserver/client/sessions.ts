import type { Outcome } from '../../ports/account-creation.ts'
import type { PasswordVerdict, StepResult } from '../../ports/account-actions.ts'
import { errcodeOf, readStepResult } from './answers.ts'
import { type Answered, bearer, type Client, type Failed, forwardedFor } from './client.ts'

/* Sessions that we open for newcomers, and end. */

/** Device id of all our sessions. It is always the same, so that ending one session ends all. */
export const ownDevice = 'LATCHKEY'

/** What a request for a session says about its device. */
export const ownSession = {
  device_id: ownDevice,
  initial_device_display_name: 'Latchkey',
} as const

/** A created account, with the session that the same answer opened, if any. */
export function withSession(answer: Answered | Failed, outcome: Outcome): Outcome {
  const token = answer.kind === 'answered' && answer.json['access_token']
  if (outcome.kind !== 'created' || typeof token !== 'string') return outcome
  return { ...outcome, session: token }
}

/** Credentials to verify, and the visitor's IP address. */
export interface Login {
  localpart: string
  password: string
  visitor: string | null
  /** If the registration opened a session on this device, ours replaces it, and both end together. */
  deviceId?: string
}

/** Whether this is the account's password. The session is ended at once. */
export async function verifyPassword(client: Client, login: Login): Promise<PasswordVerdict> {
  const said = await logIn(client, login)
  if (typeof said === 'string') return said
  await logOut(client, said.token)
  return 'yes'
}

/** The token of a new session, if this is the account's password. */
export async function logIn(
  client: Client,
  { localpart, password, visitor, deviceId = ownDevice }: Login,
): Promise<Exclude<PasswordVerdict, 'yes'> | { token: string }> {
  const answer = await client.call({
    name: 'login',
    method: 'POST',
    path: '/_matrix/client/v3/login',
    // Synapse rate-limits logins by address: without this header all visitors share one limit.
    headers: forwardedFor(visitor),
    body: {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: localpart },
      password,
      ...ownSession,
      device_id: deviceId,
    },
  })
  if (answer.kind === 'failed') return 'unknown'
  if (answer.status === 429) return 'busy'
  if (errcodeOf(answer) === awaitsApproval && answer.status === 403) return 'awaits_approval'
  if (answer.status === 403) return isWrongPassword(errcodeOf(answer)) ? 'no' : 'unknown'
  const token = answer.json['access_token']
  return answer.status === 200 && typeof token === 'string' ? { token } : 'unknown'
}

/** A deactivated account has no password, and isn't the one that was just created. */
function isWrongPassword(errcode: string | undefined): boolean {
  return errcode === 'M_FORBIDDEN' || errcode === 'M_USER_DEACTIVATED'
}

/** Errcode of a login with the right password to an account that isn't approved yet (MSC3866). */
export const awaitsApproval = 'ORG.MATRIX.MSC3866_USER_AWAITING_APPROVAL'

/** A session that is over already counts as ended. */
export async function logOut(client: Client, token: string): Promise<StepResult> {
  const answer = await client.call({
    name: 'logout',
    method: 'POST',
    path: '/_matrix/client/v3/logout',
    headers: bearer(token),
    body: {},
  })
  const isOver = answer.kind === 'answered' && errcodeOf(answer) === 'M_UNKNOWN_TOKEN'
  return isOver || readStepResult(answer)
}
