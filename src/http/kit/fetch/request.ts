import type { IncomingMessage } from 'node:http'
import { Headers, type ReadHeaders } from './headers.ts'

/** What handlers see of a request: Node's own is one, too. */
export interface Request {
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly headers: ReadHeaders
  readonly body: AsyncIterable<Uint8Array> | null
}

/** A request as it came in; null where its target or its Host says no address. */
export function requestOf(incoming: IncomingMessage): Request | null {
  const url = urlOf(incoming)
  if (url === null) return null
  const { method = 'GET' } = incoming
  const body = method === 'GET' || method === 'HEAD' ? null : bodyOf(incoming)
  return { method, url, headers: new Headers(incoming.headers), body }
}

/** Whoever stops reading, as the body is too large, has yet to answer: the connection stays. */
function bodyOf(incoming: IncomingMessage): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => incoming.iterator({ destroyOnReturn: false }) }
}

/** Needs no parsing: nothing escaped, no dots between slashes, a host in small letters. */
const plainHost = /^[a-z0-9.-]+(?::\d{1,5})?$/
const plainTarget = /^\/(?!.*\/\.)[\w/?&=.~+,;:@!$*%-]*$/

function urlOf({ url = '', headers: { host }, socket }: IncomingMessage): string | null {
  if (/^https?:\/\//.test(url)) return parse(url)
  if (!host || !url.startsWith('/')) return null
  const scheme = 'encrypted' in socket ? 'https' : 'http'
  const text = `${scheme}://${host}${url}`
  if (plainHost.test(host) && plainTarget.test(url)) return text
  // A host that brings a path, a user or a query along.
  return /[\s/?#@\\]/.test(host) ? null : parse(text)
}

/** A backslash would become a slash. */
function parse(url: string): string | null {
  return url.split('?', 1)[0]?.includes('\\') ? null : (URL.parse(url)?.href ?? null)
}
