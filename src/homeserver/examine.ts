import type { Client } from './client.ts'
import type { Finding } from './homeserver.ts'
import { fetchNonce, register } from './shared-secret.ts'

/** A name that no homeserver accepts: the answer to it tells about the secret and makes nobody. */
const impossibleName = '_latchkey'

interface Identity {
  serverName: string
  sharedSecret: string
}

/** What is right and wrong about a Synapse, in sentences for its operator. */
export async function examineSynapse(client: Client, options: Identity): Promise<Finding[]> {
  const versions = await client.call({
    name: 'versions',
    method: 'GET',
    path: '/_matrix/client/versions',
  })
  if (versions.kind === 'failed') {
    return [bad(`The homeserver does not answer (${versions.cause}). Is homeserver.url right?`)]
  }
  if (versions.status !== 200 || !Array.isArray(versions.json['versions'])) {
    return [bad(`What answers at homeserver.url is no Matrix homeserver (${versions.status}).`)]
  }
  return [
    good('The homeserver answers.'),
    await examineName(client, options.serverName),
    await examineSecret(client, options),
  ]
}

/** Where federation is served, the homeserver says its name (spec: server-server API, keys). */
async function examineName(client: Client, serverName: string): Promise<Finding> {
  const answer = await client.call({
    name: 'server keys',
    method: 'GET',
    path: '/_matrix/key/v2/server',
  })
  const name = answer.kind === 'answered' ? answer.json['server_name'] : undefined
  if (typeof name !== 'string') {
    return serverName === ''
      ? good('It does not say its name here: the first account that is made will tell.')
      : good(`Its name is taken to be ${serverName}; it does not say so itself here.`)
  }
  return name === serverName || serverName === ''
    ? good(`Its name is ${name}.`)
    : bad(`Its name is ${name}, but homeserver.server_name says ${serverName}.`)
}

async function examineSecret(client: Client, options: Identity): Promise<Finding> {
  const nonce = await fetchNonce(client)
  if (typeof nonce !== 'string') {
    return bad(`It hands out no nonce for registrations: ${nonce.cause ?? nonce.reason}.`)
  }
  const account = { localpart: impossibleName, password: impossibleName, nonce }
  const answer = await register(client, options.sharedSecret, account)
  if (answer.kind === 'failed')
    return bad(`It broke off while the secret was tried: ${answer.cause}.`)
  if (answer.json['errcode'] === 'M_INVALID_USERNAME') {
    return good('The registration shared secret is right.')
  }
  return answer.status === 403
    ? bad('The registration shared secret is wrong: compare it with registration_shared_secret.')
    : bad(`The registration shared secret could not be proven: it answered ${answer.status}.`)
}

function good(sentence: string): Finding {
  return { ok: true, sentence }
}

function bad(sentence: string): Finding {
  return { ok: false, sentence }
}
