import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DendriteOptions, startDendrite } from '../../tools/dendrite.ts'
import type { SynapseAddress } from '../../tools/synapse.ts'
import { dendriteProgram } from '../support/parts.ts'
import { newName } from '../support/synapse-client.ts'
import { newAdmin } from './synapses.ts'

/** A separate Dendrite for one test. */
export async function ownDendrite(rateLimiting?: DendriteOptions['rateLimiting']) {
  // In memory if possible: Dendrite fsyncs every write, and no test here cuts the power.
  const memory = '/dev/shm'
  const folder = await mkdtemp(join(existsSync(memory) ? memory : tmpdir(), 'latchkey-dendrite-'))
  const server = await startDendrite({
    program: dendriteProgram(),
    folder,
    ...(rateLimiting && { rateLimiting }),
  })
  const { url, serverName, sharedSecret } = server
  return {
    url,
    serverName,
    sharedSecret,
    [Symbol.asyncDispose]: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Creates a public room of another user, and returns its alias. */
export async function newDendriteRoom(address: SynapseAddress): Promise<string> {
  const [owner, alias] = [await newAdmin(address), newName('lobby')]
  const wanted = { preset: 'public_chat', room_alias_name: alias }
  await call(address, 'POST', 'createRoom', { token: owner, body: wanted })
  return `#${alias}:${address.serverName}`
}

/** The number of somebody's devices, without the one that asks. */
export async function countOtherDevices(
  address: SynapseAddress,
  user: string,
  password: string,
): Promise<number> {
  const body = { type: 'm.login.password', identifier: { type: 'm.id.user', user }, password }
  const { access_token: token } = await call(address, 'POST', 'login', { body })
  const { devices } = await call(address, 'GET', 'devices', { token: String(token) })
  return (devices as unknown[]).length - 1
}

export async function displayName(address: SynapseAddress, localpart: string): Promise<unknown> {
  const user = encodeURIComponent(`@${localpart}:${address.serverName}`)
  return (await call(address, 'GET', `profile/${user}`, {}))['displayname']
}

async function call(
  { url }: SynapseAddress,
  method: string,
  path: string,
  { token, body }: { token?: string; body?: object },
): Promise<Record<string, unknown>> {
  const reply = await fetch(`${url}/_matrix/client/v3/${path}`, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    body: body === undefined ? null : JSON.stringify(body),
  })
  if (!reply.ok) throw new Error(`${path} was answered ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as Record<string, unknown>
}
