import type { IncomingMessage } from 'node:http'
import { Body } from './body.ts'
import { type Fields, Headers, type ReadHeaders } from './headers.ts'
import { type BodyInit, payloadOf, typeOf } from './payload.ts'

interface Init {
  method?: string
  headers?: ReadHeaders | Fields
  body?: BodyInit
  signal?: AbortSignal
}

/** The part of Request that handlers use; Node's own class has it, too. */
export interface Request {
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly headers: ReadHeaders
  readonly body: AsyncIterable<Uint8Array> | null
}

/** The Fetch API's (https://fetch.spec.whatwg.org/#request-class), without Node's HTTP client. */
export class OwnRequest extends Body implements Request {
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly headers: Headers
  readonly signal: AbortSignal | undefined

  constructor(input: string | URL | OwnRequest, { method, headers, body, signal }: Init = {}) {
    const from = input instanceof OwnRequest ? input : undefined
    super(body === undefined ? (from?.split() ?? null) : payloadOf(body))
    this.method = (method ?? from?.method ?? 'GET').toUpperCase()
    this.url = input instanceof OwnRequest ? input.url : input.toString()
    this.headers = headersOf(headers ?? from?.headers ?? {})
    this.signal = signal ?? from?.signal
    const type = typeOf(body)
    if (type !== undefined && !this.headers.has('content-type')) {
      this.headers.set('content-type', type)
    }
  }

  clone(): OwnRequest {
    return new OwnRequest(this)
  }
}

function headersOf(init: ReadHeaders | Fields): Headers {
  if (init instanceof Headers) return new Headers(init)
  return typeof init.get === 'function' ? copy(init as ReadHeaders) : new Headers(init as Fields)
}

function copy(headers: ReadHeaders): Headers {
  return new Headers([...headers.keys()].map((name) => [name, headers.get(name) ?? ''] as const))
}

/** An incoming request; null if its target and Host don't form a valid URL. */
export function requestOf(incoming: IncomingMessage): OwnRequest | null {
  const url = urlOf(incoming)
  if (url === null) return null
  const { method = 'GET', headers } = incoming
  const body = method === 'GET' || method === 'HEAD' ? null : bodyOf(incoming)
  return new OwnRequest(url, { method, headers, body })
}

/** Stopping to read keeps the connection, so that the refusal can still be sent. */
function bodyOf(incoming: IncomingMessage): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => incoming.iterator({ destroyOnReturn: false }) }
}

/** URLs that need no parsing: lower-case host, nothing escaped, no dot segments. */
const plainHost = /^[a-z0-9.-]+(?::\d{1,5})?$/
const plainTarget = /^\/(?!.*\/\.)[\w/?&=.~+,;:@!$*%-]*$/

function urlOf({ url = '', headers: { host }, socket }: IncomingMessage): string | null {
  if (/^https?:\/\//.test(url)) return parse(url)
  if (!host || !url.startsWith('/')) return null
  const scheme = 'encrypted' in socket ? 'https' : 'http'
  const text = `${scheme}://${host}${url}`
  if (plainHost.test(host) && plainTarget.test(url)) return text
  // A Host with a path, user or query is invalid.
  return /[\s/?#@\\]/.test(host) ? null : parse(text)
}

/** Refuses backslashes, which URL parsing would turn into slashes. */
function parse(url: string): string | null {
  return url.split('?', 1)[0]?.includes('\\') ? null : (URL.parse(url)?.href ?? null)
}
