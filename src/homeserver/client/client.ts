import type { Pool } from 'undici'
import type { Observe } from '../../model/events.ts'
import { ask } from './ask.ts'

/** An answer as it came: `json` is an empty object where the body was no JSON object. */
export interface Answered {
  kind: 'answered'
  status: number
  isJson: boolean
  json: Record<string, unknown>
  headers: Record<string, string | string[] | undefined>
}
/** `sent: false`: no connection, so it is certain that nothing arrived. */
export interface Failed {
  kind: 'failed'
  sent: boolean
  cause: string
}

export interface Call {
  /** For logs and metrics: the path has people's names in it. */
  name: string
  method: 'GET' | 'POST' | 'PUT'
  path: string
  body?: Record<string, unknown> | URLSearchParams
  headers?: Record<string, string>
}

export interface Client {
  call: (call: Call) => Promise<Answered | Failed>
  close: () => Promise<void>
}

export interface ClientOptions {
  /** Base URL, perhaps with a path. */
  url: string
  /** For the whole of a call, in ms. */
  timeout: number
  /** PEM of the authority that signed the homeserver's certificate. */
  ca: string | null
  observe: Observe
}

/** The header by which a call acts for the owner of an access token. */
export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}

/** The header that tells whom a call is made for: homeservers limit by address. */
export function forwardedFor(visitor: string | null): Record<string, string> {
  return visitor === null ? {} : { 'x-forwarded-for': visitor }
}

const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Calls a homeserver's JSON API over kept-alive connections. It follows no redirect. */
export function createClient(options: ClientOptions): Client {
  const base = new URL(options.url)
  let pool: Promise<Pool> | undefined
  const prefix = base.pathname.replace(/\/$/, '')
  return {
    call: async (call) => {
      const connected = await (pool ??= connect(base, options))
      return timed(options.observe, call, () => send(connected, prefix, call, options.timeout))
    },
    close: async () => (await pool)?.destroy(),
  }
}

/** The largest of all libraries is loaded when somebody first joins: pages don't wait for it. */
async function connect(base: URL, { timeout, ca }: ClientOptions): Promise<Pool> {
  const { default: undici } = await import('undici')
  return new undici.Pool(base.origin, {
    connections: 64,
    maxResponseSize: 1024 * 1024,
    connect: { timeout, ...(ca === null ? {} : { ca }) },
  })
}

async function timed(
  observe: Observe,
  call: Call,
  work: () => Promise<Answered | Failed>,
): Promise<Answered | Failed> {
  const start = performance.now()
  const answer = await work()
  const outcome = answer.kind === 'answered' ? String(answer.status) : 'failed'
  const seconds = (performance.now() - start) / 1000
  observe({ kind: 'homeserver_call', call: call.name, outcome, seconds })
  return answer
}

async function send(
  pool: Pool,
  prefix: string,
  { method, path, body, headers }: Call,
  timeout: number,
): Promise<Answered | Failed> {
  try {
    const request = {
      method,
      path: prefix + path,
      headers: { ...headers, ...(body && { 'content-type': contentType(body) }) },
      body: body ? written(body) : null,
    }
    const { status, headers: answered, body: text } = await ask(pool, request, timeout)
    const json = readObject(text)
    return { kind: 'answered', status, isJson: json !== null, json: json ?? {}, headers: answered }
  } catch (error) {
    const { code, message, syscall } = error as NodeJS.ErrnoException
    const cause = code ?? message
    // A connection that stood can end in "host unreachable", too: then the request may have arrived.
    const wasOpen = syscall === 'read' || syscall === 'write'
    return { kind: 'failed', sent: wasOpen || !neverSent.has(cause), cause }
  }
}

function contentType(body: NonNullable<Call['body']>): string {
  return body instanceof URLSearchParams ? 'application/x-www-form-urlencoded' : 'application/json'
}

function written(body: NonNullable<Call['body']>): string {
  return body instanceof URLSearchParams ? body.toString() : JSON.stringify(body)
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null
  } catch {
    return null
  }
}
