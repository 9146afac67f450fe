import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { once } from 'node:events'
import { stringify } from 'yaml'
import { freePort } from '../../tools/server.ts'
import { newFolder, start } from '../support/portero.ts'
import { synapse } from '../support/parts.ts'

export const SECRET = 'adminsecret'

export interface OldPortal extends AsyncDisposable {
  cwd: string
  url: string
  port: number
  logged: () => string
  /** A call of the API with the secret. */
  call: (method: string, path: string, body?: unknown) => Promise<Reply>
  stop: () => Promise<number>
}

export interface Reply {
  status: number
  headers: Headers
  json: Record<string, unknown>
}

export interface OldPortalOptions {
  cwd?: string
  /** Keys of config.yaml in addition to the required ones, or instead of them. */
  keys?: Record<string, unknown>
  /** Rows of the table `tokens` of 0.9.1. */
  tokens?: readonly OldRow[]
  env?: Record<string, string>
  program?: string
}

export type OldRow = readonly [
  name: string,
  date: string | null,
  max: number,
  used: number,
  disabled: number,
]

/** The tables of 0.9.1, as SQLAlchemy creates them. */
const schemaOf091 = readFileSync(
  join(import.meta.dirname, '../golden/matrix-registration/schema.sql'),
  'utf8',
)

/** Creates a database of 0.9.1 with these tokens. */
export function writeOldDatabase(path: string, tokens: readonly OldRow[]): void {
  using db = new DatabaseSync(path)
  db.exec(schemaOf091)
  const insert = db.prepare('insert into tokens values (?, ?, ?, ?, ?)')
  db.exec('begin')
  for (const row of tokens) insert.run(...row)
  db.exec('commit')
}

/** Writes a config.yaml of the last generation for the shared Synapse. */
export function writeOldConfig(cwd: string, keys: Record<string, unknown>): void {
  const { url, serverName, sharedSecret } = synapse()
  const config = {
    server_location: url,
    server_name: serverName,
    registration_shared_secret: sharedSecret,
    admin_api_shared_secret: SECRET,
    db: 'sqlite:///{cwd}db.sqlite3',
    host: '127.0.0.1',
    rate_limit: ['1000000 per day'],
    ...keys,
  }
  writeFileSync(join(cwd, 'config.yaml'), stringify(config), { mode: 0o600 })
}

/** `matrix-registration serve` in a folder with such a configuration and database. */
export async function openOldPortal(options: OldPortalOptions = {}): Promise<OldPortal> {
  const { cwd = newFolder(), keys = {}, tokens = [], env = {}, program } = options
  const port = await freePort()
  writeOldConfig(cwd, { port, ...keys })
  if (tokens.length > 0) writeOldDatabase(join(cwd, 'db.sqlite3'), tokens)
  const args = ['--config-path', 'config.yaml', 'serve']
  const run = start(program ?? 'matrix-registration', args, { cwd, env })
  const url = `http://127.0.0.1:${port}`
  const early = run.finished.then(({ stderr }) => assert.fail(`it did not open: ${stderr}`))
  await Promise.race([early, waitUntilOpen(url)])
  early.catch(() => {})
  return {
    cwd,
    url,
    port,
    logged: run.stderr,
    call: (method, path, body) => callApi(url, method, path, body),
    stop: async () => {
      run.stop('SIGTERM')
      return (await run.finished).status
    },
    [Symbol.asyncDispose]: async () => {
      run.stop('SIGTERM')
      await run.finished
    },
  }
}

async function waitUntilOpen(url: string): Promise<void> {
  for (;;) {
    const reply = await fetch(`${url}/health`).catch(() => undefined)
    await reply?.body?.cancel()
    if (reply) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export async function callApi(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  authorization = `SharedSecret ${SECRET}`,
): Promise<Reply> {
  const reply = await fetch(url + path, {
    method,
    headers: { authorization },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await reply.text()
  return { status: reply.status, headers: reply.headers, json: text === '' ? {} : JSON.parse(text) }
}

/** Sends raw bytes and returns the whole response. */
export async function sendRaw(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(request)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** A homeserver that closes every connection without an answer. */
export async function deafServer(): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((request) => request.socket.destroy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}
