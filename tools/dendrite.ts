import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { onFreePort, startServer } from './server.ts'
import type { SynapseAddress } from './synapse.ts'

export interface Dendrite extends SynapseAddress {
  stop(): Promise<void>
}

export interface DendriteOptions {
  /** The program (dendrite-install.ts). */
  program: string
  /** An existing folder for its configuration, key, databases and log. */
  folder: string
  /** Value of `client_api.rate_limiting`; default: Dendrite's own limits. */
  rateLimiting?: { enabled: boolean; threshold?: number; cooloff_ms?: number }
  signal?: AbortSignal | undefined
}

/** Starts Dendrite on SQLite and a free port of 127.0.0.1; only the shared secret can register. */
export async function startDendrite(options: DendriteOptions): Promise<Dendrite> {
  const { program, folder, rateLimiting, signal } = options
  const serverName = 'example.test'
  const sharedSecret = randomBytes(24).toString('base64url')
  writeFileSync(join(folder, 'matrix_key.pem'), signingKey(), { mode: 0o600 })
  const config = stringify(configuration(serverName, sharedSecret, rateLimiting))
  writeFileSync(join(folder, 'dendrite.yaml'), config, { mode: 0o600 })
  return onFreePort(async (port) => {
    const url = `http://127.0.0.1:${port}`
    const server = await startServer({
      command: program,
      args: ['--config', 'dendrite.yaml', '--http-bind-address', `127.0.0.1:${port}`],
      cwd: folder,
      log: join(folder, 'dendrite.log'),
      answers: async () => {
        const reply = await fetch(`${url}/_matrix/client/versions`).catch(() => undefined)
        return reply?.ok === true
      },
      signal,
    })
    return { url, serverName, sharedSecret, stop: () => server.stop() }
  })
}

const database = (name: string) => ({ connection_string: `file:${name}.db` })

/** With SQLite each component needs a separate database. */
function configuration(
  serverName: string,
  sharedSecret: string,
  rateLimiting: DendriteOptions['rateLimiting'],
) {
  return {
    version: 2,
    global: {
      server_name: serverName,
      private_key: 'matrix_key.pem',
      disable_federation: true,
      jetstream: { in_memory: true, storage_path: './jetstream' },
    },
    client_api: {
      registration_disabled: true,
      registration_shared_secret: sharedSecret,
      ...(rateLimiting && { rate_limiting: rateLimiting }),
    },
    federation_api: { database: database('federation') },
    key_server: { database: database('keys') },
    media_api: { base_path: './media', database: database('media') },
    mscs: { database: database('mscs') },
    relay_api: { database: database('relay') },
    room_server: { database: database('rooms') },
    sync_api: { database: database('sync') },
    user_api: { bcrypt_cost: 4, account_database: database('accounts') },
    logging: [{ type: 'std', level: 'warn' }],
  }
}

/** An ed25519 seed in the form that Dendrite keeps it. */
function signingKey(): string {
  const lines = ['Key-ID: ed25519:a_rig', '', randomBytes(32).toString('base64')]
  const label = 'MATRIX PRIVATE KEY'
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
