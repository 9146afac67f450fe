import type { Client } from './client.ts'
import { good, wrong } from './finding.ts'
import type { Finding } from './homeserver.ts'
import { fetchNonce, register } from './shared-secret.ts'

/** A name that no homeserver accepts: the answer to it tells about the secret and makes nobody. */
const impossibleName = '_latchkey'

/** Whether the registration shared secret is right, at Synapse and at Dendrite. */
export async function examineSecret(client: Client, sharedSecret: string): Promise<Finding> {
  const nonce = await fetchNonce(client)
  if (typeof nonce !== 'string') {
    return bad(`It hands out no nonce for registrations: ${nonce.cause ?? nonce.reason}.`)
  }
  const account = { localpart: impossibleName, password: impossibleName, nonce }
  const answer = await register(client, sharedSecret, account)
  if (answer.kind === 'failed') {
    return bad(`It broke off while the secret was tried: ${answer.cause}.`)
  }
  if (answer.json['errcode'] === 'M_INVALID_USERNAME') {
    return good('shared_secret', 'The registration shared secret is right.')
  }
  return answer.status === 403
    ? bad('The registration shared secret is wrong: compare it with registration_shared_secret.')
    : bad(`The registration shared secret could not be proven: it answered ${answer.status}.`)
}

function bad(sentence: string): Finding {
  return wrong('shared_secret', sentence)
}
