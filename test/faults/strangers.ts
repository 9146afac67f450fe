import { createClient } from '../../src/homeserver/client/client.ts'
import { fetchNonce, register } from '../../src/homeserver/shared-secret.ts'
import type { SynapseAddress } from '../../tools/synapse.ts'
import { newAddress } from '../support/address.ts'

/** Creates an account without the portal, as an administrator does. */
export async function makeStranger(
  { url, sharedSecret }: SynapseAddress,
  localpart: string,
  password: string,
): Promise<void> {
  const client = createClient({ url, timeout: 30_000, ca: null, observe: () => {} })
  try {
    const nonce = await fetchNonce(client)
    if (typeof nonce !== 'string') throw new Error('the homeserver gave no nonce')
    const made = await register(client, sharedSecret, { localpart, password, nonce })
    const isMade = made.kind === 'answered' && made.status === 200
    if (!isMade) throw new Error(`${localpart} was not made: ${JSON.stringify(made)}`)
  } finally {
    await client.close()
  }
}

/** The owner deactivates an account: the name stays taken, without a profile. */
export async function deactivate(
  { url }: SynapseAddress,
  user: string,
  password: string,
): Promise<void> {
  const proof = { type: 'm.login.password', identifier: { type: 'm.id.user', user }, password }
  const login = await (await post(`${url}/_matrix/client/v3/login`, proof)).text()
  const { access_token: token } = JSON.parse(login) as { access_token?: string }
  if (token === undefined) throw new Error(`${user} can’t log in to be deactivated: ${login}`)
  const path = `${url}/_matrix/client/v3/account/deactivate`
  // Dendrite requires a session first.
  const { session } = JSON.parse(await (await post(path, {}, token)).text()) as Record<
    string,
    string
  >
  const done = await post(path, { auth: { ...proof, session } }, token)
  if (!done.ok) throw new Error(`${user} was not deactivated: ${await done.text()}`)
}

function post(url: string, body: unknown, token?: string): Promise<Response> {
  const own = { 'x-forwarded-for': newAddress() }
  const headers = token === undefined ? own : { ...own, authorization: `Bearer ${token}` }
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
}
