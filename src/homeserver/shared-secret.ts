import { createHmac } from 'node:crypto'
import type { Answered, Client, Failed } from './client.ts'
import type { Outcome, Refused } from './homeserver.ts'

/*
 * Shared-secret registration, as in Synapse's docs/admin_api/register_api.md. A nonce lives for 60
 * seconds and for one request. Answers are told apart by status and errcode, never by their text.
 */
const registerPath = '/_synapse/admin/v1/register'

export async function fetchNonce(client: Client): Promise<string | Refused> {
  const answer = await client.call({ name: 'nonce', method: 'GET', path: registerPath })
  if (answer.kind === 'failed') return unavailable(answer.cause)
  const { nonce, errcode } = answer.json
  if (answer.status === 200 && typeof nonce === 'string') return nonce
  if (answer.status === 429) return busy(answer)
  if (answer.status >= 500 || typeof errcode !== 'string') {
    return unavailable(`the nonce was answered ${answer.status}`)
  }
  return refusedBecause(`the nonce was answered ${answer.status} ${errcode}`)
}

export interface NewAccount {
  localpart: string
  password: string
  nonce: string
}

/** Asks for the account, without a session: nobody but the person gets an access token. */
export async function register(
  client: Client,
  sharedSecret: string,
  { localpart, password, nonce }: NewAccount,
): Promise<Answered | Failed> {
  const mac = createHmac('sha1', sharedSecret)
    .update([nonce, localpart, password, 'notadmin'].join('\0'))
    .digest('hex')
  return client.call({
    name: 'register',
    method: 'POST',
    path: registerPath,
    body: { nonce, username: localpart, password, admin: false, mac, inhibit_login: true },
  })
}

/** What an answer to the registration says of the account. */
export function readCreation(answer: Answered | Failed): Outcome {
  if (answer.kind === 'failed') {
    return answer.sent ? { kind: 'unknown', cause: answer.cause } : unavailable(answer.cause)
  }
  const { status, json } = answer
  if (status === 200 && typeof json['user_id'] === 'string') return { kind: 'created' }
  if (status === 429) return busy(answer)
  // Only Matrix's own refusals prove that nothing was made: a proxy's page may cover anything.
  if (status < 400 || status >= 500 || typeof json['errcode'] !== 'string') {
    return { kind: 'unknown', cause: `the registration was answered ${status}` }
  }
  return readRefusal(status, json['errcode'])
}

function readRefusal(status: number, errcode: string): Outcome {
  switch (errcode) {
    case 'M_USER_IN_USE':
      return { kind: 'refused', reason: 'name_taken' }
    case 'M_EXCLUSIVE':
      return { kind: 'refused', reason: 'name_reserved' }
    case 'M_INVALID_USERNAME':
      return { kind: 'refused', reason: 'name_invalid' }
    case 'M_UNKNOWN':
      // With a name and a password that passed our own rules, a 400 means the nonce.
      if (status === 400) return { kind: 'stale' }
  }
  return refusedBecause(`the registration was answered ${status} ${errcode}`)
}

/** It is certain that nothing was made. */
export function unavailable(cause: string): Refused {
  return { kind: 'refused', reason: 'homeserver_unavailable', cause }
}

function refusedBecause(cause: string): Refused {
  return { kind: 'refused', reason: 'homeserver_refused', cause }
}

function busy(answer: Answered): Refused {
  const ms = answer.json['retry_after_ms']
  const header = Number(answer.headers['retry-after'])
  const seconds = typeof ms === 'number' ? Math.ceil(ms / 1000) : header || 30
  return { kind: 'refused', reason: 'homeserver_busy', retryAfter: seconds }
}
