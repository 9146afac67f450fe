import type { Client } from './client.ts'
import { examineSynapse } from './examine.ts'
import type { Answer, Homeserver, Prepared, Refused } from './homeserver.ts'
import { fetchNonce, readCreation, register, unavailable } from './shared-secret.ts'

export interface SynapseOptions {
  serverName: string
  sharedSecret: string
}

export function createSynapse(client: Client, options: SynapseOptions): Homeserver {
  return {
    kind: 'synapse',
    prepare: (localpart) => prepare(client, options, localpart),
    exists: async (localpart) => {
      const known = await profile(client, options.serverName, localpart)
      return known === 'hidden' || known === 'unavailable' ? 'unknown' : known
    },
    opens: (localpart, password, visitor) => opens(client, localpart, password, visitor),
    answers: async () => {
      const answer = await client.call({
        name: 'versions',
        method: 'GET',
        path: '/_matrix/client/versions',
      })
      return answer.kind === 'answered' && answer.status === 200
    },
    examine: () => examineSynapse(client, options),
    close: client.close,
  }
}

async function prepare(
  client: Client,
  options: SynapseOptions,
  localpart: string,
): Promise<Prepared | Refused> {
  const [known, nonce] = await Promise.all([
    profile(client, options.serverName, localpart),
    fetchNonce(client),
  ])
  if (known === 'yes') return { kind: 'refused', reason: 'name_taken' }
  if (typeof nonce !== 'string') return nonce
  if (known === 'unavailable') return unavailable('the profile could not be asked for')
  return {
    kind: 'prepared',
    free: known === 'no' ? true : null,
    create: async (password) =>
      readCreation(await register(client, options.sharedSecret, { localpart, password, nonce })),
  }
}

/** Whether there is a profile; `hidden` where the homeserver shows none without a login. */
async function profile(
  client: Client,
  serverName: string,
  localpart: string,
): Promise<'yes' | 'no' | 'hidden' | 'unavailable'> {
  const user = encodeURIComponent(`@${localpart}:${serverName}`)
  const answer = await client.call({
    name: 'profile',
    method: 'GET',
    path: `/_matrix/client/v3/profile/${user}`,
  })
  if (answer.kind === 'failed') return 'unavailable'
  const { status, isJson, json } = answer
  if (status === 200) return isJson ? 'yes' : 'unavailable'
  const { errcode } = json
  // What stands before a homeserver answers in its place, but knows no errcodes.
  if (status >= 500 || status === 429 || typeof errcode !== 'string') return 'unavailable'
  // M_UNKNOWN for a name that nobody has, M_NOT_FOUND for one that was given up (Synapse 1.163).
  return status === 404 && errcode !== 'M_UNRECOGNIZED' ? 'no' : 'hidden'
}

async function opens(
  client: Client,
  localpart: string,
  password: string,
  visitor: string | null,
): Promise<Answer | 'busy'> {
  const answer = await client.call({
    name: 'login',
    method: 'POST',
    path: '/_matrix/client/v3/login',
    // Synapse limits logins by address: without this, one visitor's would be everybody's.
    headers: visitor === null ? {} : { 'x-forwarded-for': visitor },
    body: {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: localpart },
      password,
      device_id: 'LATCHKEY',
      initial_device_display_name: 'Latchkey',
    },
  })
  if (answer.kind === 'failed') return 'unknown'
  if (answer.status === 429) return 'busy'
  if (answer.status === 403) return 'no'
  const token = answer.json['access_token']
  if (answer.status !== 200 || typeof token !== 'string') return 'unknown'
  await logOut(client, token)
  return 'yes'
}

async function logOut(client: Client, token: string): Promise<void> {
  await client.call({
    name: 'logout',
    method: 'POST',
    path: '/_matrix/client/v3/logout',
    headers: { authorization: `Bearer ${token}` },
    body: {},
  })
}
