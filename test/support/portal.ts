import { shellActor } from '../../src/model/actor.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from '../../src/core/context.ts'
import { openApp } from '../../src/app.ts'
import { createInvite, type NewInvite } from '../../src/core/invites/create.ts'
import type { Invite } from '../../src/core/invites/invite.ts'
import { listen, type Listening } from '../../src/serve/server.ts'
import { type Overrides as Settings, testConfig } from './config.ts'
import { postgresDatabase, synapse } from './parts.ts'

export interface TestPortal extends AsyncDisposable {
  app: App
  /** URL of the public listener. */
  url: string
  privateUrl: string
  /** Everything logged so far. */
  logged: () => string
  invite: (wanted?: Partial<NewInvite>) => Promise<Invite>
}

export type Kind = 'SQLite' | 'PostgreSQL'

export interface PortalOptions {
  database?: Kind
  settings?: Settings
  /** URL of the homeserver; default: the real Synapse. */
  homeserverUrl?: string
  /** An existing database to reopen. */
  databaseUrl?: string
  /** Number of processes, as with `serve --workers`. */
  workers?: number
  clock?: () => number
  /** A monotonic clock that is independent of `clock`. */
  elapsed?: () => number
}

/** The whole portal on free ports, in front of the real Synapse, logging at trace level. */
export async function openPortal(options: PortalOptions = {}): Promise<TestPortal> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-'))
  const lines: string[] = []
  const app = await openApp(await configOf(folder, options), {
    logTarget: { write: (line: string) => void lines.push(line) },
    workers: options.workers ?? 1,
    ...(options.clock && { clock: options.clock, elapsed: options.elapsed ?? options.clock }),
  })
  const listening = await listen(app)
  return {
    app,
    url: listening.publicAddress,
    privateUrl: listening.privateAddress,
    logged: () => lines.join(''),
    invite: (wanted = {}) => createInvite(app, { ...usual, ...wanted }, shellActor),
    [Symbol.asyncDispose]: () => shutDown(app, listening, folder),
  }
}

const usual: NewInvite = { uses: 1, expiresAt: null }

async function configOf(folder: string, options: PortalOptions) {
  const { settings = {}, homeserverUrl, databaseUrl = await newDatabase(folder, options) } = options
  return testConfig({
    ...settings,
    homeserver: {
      ...(settings.homeserver?.url === undefined && sharedSynapse()),
      ...(homeserverUrl !== undefined && { url: homeserverUrl }),
      ...settings.homeserver,
    },
    public: { url: 'http://127.0.0.1:1', ...settings.public },
    database: { url: databaseUrl },
    log: { level: 'trace', format: 'json' },
  })
}

function sharedSynapse() {
  const { url, serverName, sharedSecret: registrationSharedSecret } = synapse()
  return { url, serverName, registrationSharedSecret }
}

function newDatabase(folder: string, { database }: PortalOptions): string | Promise<string> {
  return database === 'PostgreSQL' ? postgresDatabase() : `sqlite:${join(folder, 'latchkey.db')}`
}

async function shutDown(app: App, listening: Listening, folder: string): Promise<void> {
  await listening.close(1_000)
  await app[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
}
