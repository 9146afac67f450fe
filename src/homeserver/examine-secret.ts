import { error, fine, type Finding } from '../core/finding.ts'
import type { Client } from './client.ts'
import { fetchNonce, register } from './shared-secret.ts'

/** A name that no homeserver accepts: the answer to it tells about the secret and makes nobody. */
const impossibleName = '_latchkey'

/** Whether the registration shared secret is right, at Synapse and at Dendrite. */
export async function examineSecret(client: Client, sharedSecret: string): Promise<Finding> {
  const nonce = await fetchNonce(client)
  if (typeof nonce !== 'string') {
    const sentence = `It hands out no nonce for registrations: ${nonce.cause ?? nonce.reason}.`
    return bad(sentence, 'A web server before it may hide /_synapse: use its inner address.')
  }
  const account = { localpart: impossibleName, password: impossibleName, nonce }
  const answer = await register(client, sharedSecret, account)
  if (answer.kind === 'failed') {
    return bad(`It broke off while the secret was tried: ${answer.cause}.`, 'Try again.')
  }
  if (answer.json['errcode'] === 'M_INVALID_USERNAME') {
    return fine('shared_secret', 'The registration shared secret is right.')
  }
  return answer.status === 403
    ? bad('The registration shared secret is wrong.', compare)
    : bad(`The registration shared secret was answered ${answer.status}.`, compare)
}

const compare =
  'Compare it with registration_shared_secret in the homeserver’s configuration; after a change there it has to be restarted.'

function bad(sentence: string, advice: string): Finding {
  return error('shared_secret', sentence, advice)
}
