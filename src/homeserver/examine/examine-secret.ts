import type { Random } from '../../shared/ids.ts'
import { error, fine, type Finding, warning } from '../../shared/finding.ts'
import { describe, errcodeOf } from '../client/answers.ts'
import type { Answered, Client, Failed } from '../client/client.ts'
import type { Refused } from '../../ports/homeserver.ts'
import { fetchNonce, register } from '../shared-secret.ts'

/** No grammar of names has an exclamation mark: whatever a server lets through, it makes nobody of it. */
const impossibleName = 'latchkey!'

/**
 * Whether the registration shared secret is right, at Synapse and at Dendrite. They compare the secret
 * before they look at the name: so the right one is told by what is said of the name, if a wrong one is
 * refused. Makes nobody: the name can't be had, and the password is random.
 */
export async function examineSecret(
  client: Client,
  sharedSecret: string,
  random: Random,
): Promise<Finding> {
  const answer = await probe(client, sharedSecret, random)
  if (answer.kind === 'refused') {
    const sentence = `It hands out no nonce for registrations: ${answer.cause ?? answer.reason}.`
    return bad(sentence, 'A web server before it may hide /_synapse: use its inner address.')
  }
  if (answer.kind === 'failed') {
    return bad(`It broke off while the secret was tried: ${answer.cause}.`, 'Try again.')
  }
  if (answer.status === 403) return bad('The registration shared secret is wrong.', compare)
  if (!isOfTheName(answer)) {
    return bad(`The registration shared secret was answered ${describe(answer)}.`, compare)
  }
  const wrong = await probe(client, `${sharedSecret}-`, random)
  return wrong.kind === 'answered' && wrong.status === 403
    ? fine('shared_secret', 'The registration shared secret is right.')
    : warning('shared_secret', untried, compare)
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

function isOfTheName(answer: Answered): boolean {
  return answer.status === 400 && errcodeOf(answer) === 'M_INVALID_USERNAME'
}

const untried =
  'The registration shared secret could not be tried: this homeserver says the same of a wrong one.'

const compare =
  'Compare it with registration_shared_secret in the homeserver’s configuration; after a change there it has to be restarted.'

function bad(sentence: string, advice: string): Finding {
  return error('shared_secret', sentence, advice)
}
