import { createHmac } from 'node:crypto'
import { refusedPreparation } from './client/answers.ts'
import { type Answered, type Client, type Failed, forwardedFor } from './client/client.ts'
import { ownSession } from './client/sessions.ts'
import type { Refused } from '../ports/account-creation.ts'

/*
 * Shared-secret registration (Synapse's docs/admin_api/register_api.md); Dendrite supports it, too.
 * A nonce is valid for 60 seconds and one request at Synapse, and for 5 minutes at Dendrite.
 */
const registerPath = '/_synapse/admin/v1/register'

export async function fetchNonce(
  client: Client,
  visitor: string | null = null,
): Promise<string | Refused> {
  const headers = forwardedFor(visitor)
  const answer = await client.call({ name: 'nonce', method: 'GET', path: registerPath, headers })
  const nonce = answer.kind === 'answered' && answer.status === 200 && answer.json['nonce']
  return typeof nonce === 'string' ? nonce : refusedPreparation('the nonce', answer)
}

export interface Registration {
  localpart: string
  password: string
  nonce: string
  /** The IP address of the person who gets the account. */
  visitor?: string | null
  displayName?: string | undefined
  /** Opens a session on the device of `verifyPassword`, which ends one whose answer was lost. */
  withSession?: boolean
}

/** Requests the account, by default without opening a session. */
export async function register(
  client: Client,
  sharedSecret: string,
  { localpart, password, nonce, visitor = null, displayName, withSession = false }: Registration,
): Promise<Answered | Failed> {
  const mac = createHmac('sha1', sharedSecret)
    .update([nonce, localpart, password, 'notadmin'].join('\0'))
    .digest('hex')
  return client.call({
    name: 'register',
    method: 'POST',
    path: registerPath,
    headers: forwardedFor(visitor),
    body: {
      nonce,
      username: localpart,
      password,
      admin: false,
      mac,
      ...(displayName !== undefined && { displayname: displayName }),
      ...(withSession ? ownSession : { inhibit_login: true }),
    },
  })
}
