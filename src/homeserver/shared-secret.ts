import { createHmac } from 'node:crypto'
import { notPrepared } from './client/answers.ts'
import { type Answered, type Client, type Failed, forwardedFor } from './client/client.ts'
import type { Refused } from '../ports/homeserver.ts'

/*
 * Shared-secret registration, as in Synapse's docs/admin_api/register_api.md; Dendrite has it, too.
 * A nonce lives for 60 seconds and one request at Synapse, for 5 minutes at Dendrite.
 */
const registerPath = '/_synapse/admin/v1/register'

export async function fetchNonce(
  client: Client,
  visitor: string | null = null,
): Promise<string | Refused> {
  const headers = forwardedFor(visitor)
  const answer = await client.call({ name: 'nonce', method: 'GET', path: registerPath, headers })
  const nonce = answer.kind === 'answered' && answer.status === 200 && answer.json['nonce']
  return typeof nonce === 'string' ? nonce : notPrepared('the nonce', answer)
}

export interface Registration {
  localpart: string
  password: string
  nonce: string
  /** The address of whom the account is for. */
  visitor?: string | null
}

/** Asks for the account, without a session: nobody but the person gets an access token. */
export async function register(
  client: Client,
  sharedSecret: string,
  { localpart, password, nonce, visitor = null }: Registration,
): Promise<Answered | Failed> {
  const mac = createHmac('sha1', sharedSecret)
    .update([nonce, localpart, password, 'notadmin'].join('\0'))
    .digest('hex')
  return client.call({
    name: 'register',
    method: 'POST',
    path: registerPath,
    headers: forwardedFor(visitor),
    body: { nonce, username: localpart, password, admin: false, mac, inhibit_login: true },
  })
}
