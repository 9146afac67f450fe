import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { onFreePort, type Server, startServer } from './server.ts'
import { installSynapse, NEWEST, type Release } from './synapse-install.ts'

/** A running Synapse, as people and tests use it. */
export interface SynapseAddress {
  /** Base URL, without a trailing slash. */
  url: string
  serverName: string
  /** Its registration_shared_secret. */
  sharedSecret: string
}

export interface Synapse extends SynapseAddress {
  folder: string
  /** Undefined while it is stopped. */
  pid(): number | undefined
  /** Stops it and waits; `start` starts it, or another release, on the same data and port. */
  stop(): Promise<void>
  start(release?: Release): Promise<void>
}

export interface SynapseOptions {
  /** An existing folder for its configuration, keys, database and log. */
  folder: string
  serverName?: string
  /** Whether it trusts X-Forwarded-For; default: true. */
  isForwarded?: boolean
  /** A TLS port for other homeservers; `settings` have to name the certificate. */
  federationPort?: number | undefined
  /** Keys of homeserver.yaml to add or replace. */
  settings?: Record<string, unknown>
  /** Default: the newest. */
  release?: Release
  signal?: AbortSignal | undefined
}

/**
 * Installs Synapse if needed and starts it on SQLite and a free port of 127.0.0.1. Its rate limits are
 * Synapse's defaults; raised-limits.ts lists the exceptions.
 * Throws a sentence that says what to do if it can't be installed or doesn't start.
 */
export async function startSynapse(options: SynapseOptions): Promise<Synapse> {
  const { folder, serverName = 'example.test', settings = {}, release = NEWEST, signal } = options
  const { isForwarded = true, federationPort } = options
  const sharedSecret = secret()
  writeFileSync(join(folder, 'signing.key'), signingKey(), { mode: 0o600 })
  return onFreePort(async (port) => {
    const url = `http://127.0.0.1:${port}`
    const names = { folder, serverName, sharedSecret }
    const basics = homeserver({ ...names, port, isForwarded, federationPort })
    const config = join(folder, 'homeserver.yaml')
    writeFileSync(config, stringify({ ...basics, ...settings }), { mode: 0o600 })
    const launch = async (wanted: Release) =>
      startSynapseProcess(await installSynapse(wanted, signal), folder, url, signal)
    const server = switchable(await launch(release), (other = release) => launch(other))
    return { url, serverName, sharedSecret, folder, ...server }
  })
}

function startSynapseProcess(python: string, folder: string, url: string, signal?: AbortSignal) {
  return startServer({
    command: python,
    args: ['-m', 'synapse.app.homeserver', '-c', 'homeserver.yaml'],
    cwd: folder,
    log: join(folder, 'synapse.log'),
    answers: async () => {
      const reply = await fetch(`${url}/_matrix/client/versions`).catch(() => undefined)
      return reply?.ok === true
    },
    signal,
  })
}

function switchable(first: Server, launch: (release?: Release) => Promise<Server>) {
  let running: Server | undefined = first
  return {
    pid: () => running?.pid,
    stop: async () => {
      await running?.stop()
      running = undefined
    },
    start: async (release?: Release) => {
      running ??= await launch(release)
    },
  }
}

interface Basics {
  folder: string
  serverName: string
  sharedSecret: string
  port: number
  isForwarded: boolean
  federationPort: number | undefined
}

function homeserver(basics: Basics) {
  const { folder, serverName, sharedSecret, port, isForwarded, federationPort } = basics
  const resources = [{ names: ['client', 'federation'] }]
  const federation = {
    type: 'http',
    port: federationPort,
    tls: true,
    bind_addresses: ['127.0.0.1', '::1'],
    resources: [{ names: ['federation'] }],
  }
  return {
    server_name: serverName,
    public_baseurl: `http://127.0.0.1:${port}/`,
    listeners: [
      { type: 'http', port, bind_addresses: ['127.0.0.1'], x_forwarded: isForwarded, resources },
      ...(federationPort === undefined ? [] : [federation]),
    ],
    database: { name: 'sqlite3', args: { database: join(folder, 'homeserver.db') } },
    media_store_path: join(folder, 'media'),
    signing_key_path: join(folder, 'signing.key'),
    pid_file: join(folder, 'homeserver.pid'),
    registration_shared_secret: sharedSecret,
    macaroon_secret_key: secret(),
    form_secret: secret(),
    enable_registration: false,
    bcrypt_rounds: 4,
    report_stats: false,
    trusted_key_servers: [],
    federation_domain_whitelist: [],
    presence: { enabled: false },
  }
}

const secret = () => randomBytes(24).toString('base64url')

/** An ed25519 seed in the form that Synapse keeps it: algorithm, key id, unpadded base64. */
function signingKey(): string {
  return `ed25519 a_rig ${randomBytes(32).toString('base64').replace('=', '')}\n`
}
