import type { Pool } from 'undici'
import type { Observe } from '../../model/events.ts'
import { ask } from './ask.ts'

/** A received answer. `json` is empty if the body was not a JSON object. */
export interface Answered {
  kind: 'answered'
  status: number
  isJson: boolean
  json: Record<string, unknown>
  headers: Record<string, string | string[] | undefined>
}
/** No answer. `sent: false`: there was no connection, so the request certainly didn't arrive. */
export interface Failed {
  kind: 'failed'
  sent: boolean
  cause: string
}

export interface Call {
  /** For logs and metrics, since the path contains people's names. */
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  body?: Body
  headers?: Record<string, string>
}

/** Bytes need a `content-type` among the headers. */
type Body = Record<string, unknown> | URLSearchParams | Uint8Array

export interface Client {
  call: (call: Call) => Promise<Answered | Failed>
  close: () => Promise<void>
}

export interface ClientOptions {
  /** Base URL; may have a path. */
  url: string
  /** Timeout of a whole call, in ms. */
  timeout: number
  /** The certificate authority of the homeserver's certificate, in PEM. */
  ca: string | null
  observe: Observe
  /** Longer answers fail; by default 1 MiB. */
  maxBytes?: number
}

/** The header that authenticates with an access token. */
export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}

/** The header with the visitor's address, as homeservers rate-limit by address. */
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

/** Calls a homeserver's JSON API over keep-alive connections. Follows no redirects. */
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

/**
 * Loaded at the first call: pages don't wait for it. Only the pool, since the whole of undici makes Node load
 * its own copy of it, compression and web streams (12 MiB).
 */
async function connect(base: URL, { timeout, ca, maxBytes }: ClientOptions): Promise<Pool> {
  const { default: ConnectionPool } = await import('undici/lib/dispatcher/pool.js')
  return new ConnectionPool(base.origin, {
    connections: 64,
    maxResponseSize: maxBytes ?? 1024 * 1024,
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
      headers: { ...(body && { 'content-type': contentType(body) }), ...headers },
      body: body ? encodeBody(body) : null,
    }
    const { status, headers: answered, body: text } = await ask(pool, request, timeout)
    const json = readObject(text)
    return { kind: 'answered', status, isJson: json !== null, json: json ?? {}, headers: answered }
  } catch (error) {
    const { code, message, syscall } = error as NodeJS.ErrnoException
    const cause = code ?? message
    // "Host unreachable" can also end an open connection; then the request may have arrived.
    const wasOpen = syscall === 'read' || syscall === 'write'
    return { kind: 'failed', sent: wasOpen || !neverSent.has(cause), cause }
  }
}

function contentType(body: Body): string {
  return body instanceof URLSearchParams ? 'application/x-www-form-urlencoded' : 'application/json'
}

function encodeBody(body: Body): string | Uint8Array {
  if (body instanceof Uint8Array) return body
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
