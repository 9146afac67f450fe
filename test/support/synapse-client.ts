import { randomBytes } from 'node:crypto'
import type { SynapseAddress } from '../../tools/synapse.ts'
import { newAddress } from './address.ts'

/** A localpart that no other test uses. */
export function newName(start = 'ana'): string {
  return `${start}${randomBytes(5).toString('hex')}`
}

/** Signs in with a password: the user id, or the Matrix error code (client-server API, login). */
export async function login(url: string, user: string, password: string): Promise<string> {
  const reply = await fetch(`${url}/_matrix/client/v3/login`, {
    method: 'POST',
    headers: { 'x-forwarded-for': newAddress() },
    body: JSON.stringify({
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user },
      password,
    }),
  })
  const body: { user_id?: string; errcode?: string } = await bodyOf(reply)
  return body.user_id ?? body.errcode ?? `status ${reply.status}`
}

/** Whether an account of this name exists: its profile answers 200, otherwise 404. */
export async function registered(synapse: SynapseAddress, localpart: string): Promise<boolean> {
  const user = encodeURIComponent(`@${localpart}:${synapse.serverName}`)
  const headers = { 'x-forwarded-for': newAddress() }
  const reply = await fetch(`${synapse.url}/_matrix/client/v3/profile/${user}`, { headers })
  await reply.body?.cancel()
  return reply.status === 200
}

/** A nonce of the shared-secret registration (Synapse admin API, register). */
export async function nonce(url: string): Promise<string | undefined> {
  const reply = await fetch(`${url}/_synapse/admin/v1/register`)
  const body: { nonce?: string } = await bodyOf(reply)
  return body.nonce
}

async function bodyOf<T>(reply: Response): Promise<T> {
  return JSON.parse(await reply.text())
}
