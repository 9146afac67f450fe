import { createHmac, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { startSynapse, type SynapseAddress } from '../../tools/synapse.ts'
import { NEWEST, type Release } from '../../tools/synapse-install.ts'
import { newName, nonce } from '../support/synapse-client.ts'

/** A separate Synapse with its own settings. */
export async function ownSynapse(
  settings: (folder: string) => Record<string, unknown> = () => ({}),
  release: Release = NEWEST,
  { isForwarded = true, federationPort }: { isForwarded?: boolean; federationPort?: number } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-synapse-'))
  const synapse = await startSynapse({
    folder,
    settings: settings(folder),
    release,
    isForwarded,
    federationPort,
    ...(federationPort !== undefined && { serverName: `localhost:${federationPort}` }),
  })
  return {
    ...synapse,
    [Symbol.asyncDispose]: async () => {
      await synapse.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Registration with a token; names that begin with `irc_` belong to an application service. */
export function withTokens(folder: string): Record<string, unknown> {
  const service = join(folder, 'irc.yaml')
  const users = [{ exclusive: true, regex: '@irc_.*' }]
  writeFileSync(
    service,
    stringify({
      id: 'irc',
      url: null,
      as_token: 'as',
      hs_token: 'hs',
      sender_localpart: 'irc',
      namespaces: { users, aliases: [], rooms: [] },
    }),
  )
  return {
    enable_registration: true,
    registration_requires_token: true,
    app_service_config_files: [service],
    password_config: { policy: { enabled: true, minimum_length: 12 } },
    // One registration per address, which shows whose address is counted.
    rc_registration: { per_second: 0.01, burst_count: 1 },
  }
}

/** The same, with terms that newcomers have to accept. */
export function withTerms(folder: string): Record<string, unknown> {
  mkdirSync(join(folder, 'consent', 'en'), { recursive: true })
  for (const page of ['1.0.html', 'success.html']) {
    writeFileSync(join(folder, 'consent', 'en', page), '<p>Be kind.</p>')
  }
  return {
    ...withTokens(folder),
    user_consent: {
      template_dir: join(folder, 'consent'),
      version: '1.0',
      require_at_registration: true,
      policy_name: 'House rules',
    },
  }
}

/** The same with default limits, and an administrator has to approve each account (MSC3866). */
export function withApproval(folder: string): Record<string, unknown> {
  return {
    ...withTokens(folder),
    rc_registration: undefined,
    experimental_features: {
      msc3866: { enabled: true, require_approval_for_new_accounts: true },
    },
  }
}

/** Delegates logins to a MAS that isn't running. */
export function withAbsentMas(): Record<string, unknown> {
  return {
    matrix_authentication_service: {
      enabled: true,
      endpoint: 'http://127.0.0.1:9/',
      secret: randomBytes(16).toString('hex'),
    },
    password_config: { enabled: false },
  }
}

/** A new administrator's access token. */
export async function newAdmin(address: SynapseAddress): Promise<string> {
  const name = newName('root')
  const { access_token: token } = await newAccount(address, { name, isAdmin: true })
  if (typeof token === 'string') return token
  // Where accounts need approval a registration opens no session, not even an administrator's.
  const identifier = { type: 'm.id.user', user: name }
  const proof = { type: 'm.login.password', identifier, password: goodPassword }
  return String((await post(`${address.url}/_matrix/client/v3/login`, proof))['access_token'])
}

export const goodPassword = 'correct horse battery'

/** A new account with `goodPassword` (Synapse: docs/admin_api/register_api.md; Dendrite has it, too). */
export async function newAccount(
  { url, sharedSecret }: SynapseAddress,
  { name, isAdmin = false }: { name: string; isAdmin?: boolean },
): Promise<Record<string, unknown>> {
  const [password, given] = [goodPassword, await nonce(url)]
  const mac = createHmac('sha1', sharedSecret)
    .update([given, name, password, isAdmin ? 'admin' : 'notadmin'].join('\0'))
    .digest('hex')
  const body = { nonce: given, username: name, password, admin: isAdmin, mac }
  return post(`${url}/_synapse/admin/v1/register`, body)
}

/** A registration token with unlimited uses. */
export async function newRegistrationToken({ url }: SynapseAddress, admin: string) {
  const { token } = await post(`${url}/_synapse/admin/v1/registration_tokens/new`, {}, admin)
  return String(token)
}

export async function newRoom(
  { url }: SynapseAddress,
  owner: string,
  preset: string,
  alias?: string,
) {
  const wanted = { preset, room_alias_name: alias }
  const { room_id: id } = await post(`${url}/_matrix/client/v3/createRoom`, wanted, owner)
  return String(id)
}

/** The number of somebody's devices, as an administrator sees it; with `id`, only those of this id. */
export async function countDevices(
  { url, serverName }: SynapseAddress,
  localpart: string,
  admin: string,
  id?: string,
): Promise<number> {
  const user = encodeURIComponent(`@${localpart}:${serverName}`)
  const reply = await fetch(`${url}/_synapse/admin/v2/users/${user}/devices`, {
    headers: { authorization: `Bearer ${admin}` },
  })
  const { devices } = (await reply.json()) as { devices: { device_id: string }[] }
  return devices.filter((device) => id === undefined || device.device_id === id).length
}

async function post(url: string, body: object, token?: string): Promise<Record<string, unknown>> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
  return (await reply.json()) as Record<string, unknown>
}
