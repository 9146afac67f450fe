import type { Random } from '../../shared/ids.ts'
import { error, fine, type Finding, warning } from '../../shared/finding.ts'
import { describe, errcodeOf } from '../client/answers.ts'
import type { Answered, Client, Failed } from '../client/client.ts'
import type { Refused } from '../../ports/account-creation.ts'
import { fetchNonce, register } from '../shared-secret.ts'

/** No server allows an exclamation mark in a name, so this probe never creates an account. */
const impossibleName = 'latchkey!'

/**
 * Whether the registration shared secret is right, at Synapse and at Dendrite. They check the secret
 * before the name, so an error about the name proves the secret, provided that a wrong secret is
 * refused. Creates no account: the name is invalid, and the password is random.
 */
export async function examineSecret(
  client: Client,
  sharedSecret: string,
  random: Random,
): Promise<Finding> {
  const answer = await probe(client, sharedSecret, random)
  if (answer.kind === 'refused') {
    const sentence = `It issues no nonce for registrations: ${answer.cause ?? answer.reason}.`
    return bad(sentence, 'A web server in front may hide /_synapse: use the internal address.')
  }
  if (answer.kind === 'failed') {
    return bad(`The connection failed while the secret was tested: ${answer.cause}.`, 'Try again.')
  }
  if (answer.status === 403) {
    return bad(`The registration shared secret is wrong (${describe(answer)}).`, compare)
  }
  if (answer.status === 429 || answer.status >= 500) {
    const sentence = `The registration shared secret could not be tested: ${describe(answer)}.`
    return warning('shared_secret', sentence, 'Try again.')
  }
  if (!isInvalidName(answer)) {
    return bad(`The registration shared secret was answered ${describe(answer)}.`, compare)
  }
  const wrong = await probe(client, `${sharedSecret}-`, random)
  return wrong.kind === 'answered' && wrong.status === 403
    ? fine('shared_secret', 'The registration shared secret is right.')
    : warning('shared_secret', untested, compare)
}

async function probe(
  client: Client,
  sharedSecret: string,
  random: Random,
): Promise<Answered | Failed | Refused> {
  const nonce = await fetchNonce(client)
  if (typeof nonce !== 'string') return nonce
  const password = Buffer.from(random(32)).toString('base64url')
  return register(client, sharedSecret, { localpart: impossibleName, password, nonce })
}

function isInvalidName(answer: Answered): boolean {
  return answer.status === 400 && errcodeOf(answer) === 'M_INVALID_USERNAME'
}

const untested =
  'The registration shared secret could not be tested: this homeserver answers the same to a wrong one.'

const compare =
  'Compare it with registration_shared_secret in the homeserver’s configuration. After a change there, restart the homeserver.'

function bad(sentence: string, advice: string): Finding {
  return error('shared_secret', sentence, advice)
}
