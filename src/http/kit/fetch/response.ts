import { Body } from './body.ts'
import { type Fields, Headers } from './headers.ts'
import { type BodyInit, isWhole, payloadOf, typeOf } from './payload.ts'

interface Init {
  status?: number
  statusText?: string
  headers?: Fields | Headers | Iterable<readonly [string, string]>
}

/** The Fetch API's (https://fetch.spec.whatwg.org/#response-class), without Node's HTTP client. */
export class Response extends Body {
  readonly type = 'default'
  readonly url = ''
  readonly redirected = false
  readonly status: number
  readonly statusText: string
  #headers: Fields | Headers

  constructor(body: BodyInit = null, { status = 200, statusText = '', headers = {} }: Init = {}) {
    super(payloadOf(body))
    if (!(Number.isInteger(status) && status >= 200 && status <= 599)) {
      throw new RangeError(`invalid status: ${status}`)
    }
    this.status = status
    this.statusText = statusText
    this.#headers = Symbol.iterator in headers ? new Headers(headers) : headers
    const type = typeOf(body)
    if (type !== undefined && !this.#has('content-type')) this.headers.set('content-type', type)
  }

  static json(value: unknown, { headers = {}, ...init }: Init = {}): Response {
    const response = new Response(JSON.stringify(value), { ...init, headers })
    if (!new Headers(headers).has('content-type')) {
      response.headers.set('content-type', 'application/json')
    }
    return response
  }

  static redirect(url: string | URL, status = 302): Response {
    return new Response(null, { status, headers: { location: String(url) } })
  }

  get ok(): boolean {
    return this.status < 300
  }

  get headers(): Headers {
    if (!(this.#headers instanceof Headers)) this.#headers = new Headers(this.#headers)
    return this.#headers
  }

  /** The headers in the format of node:http. */
  get fields(): Fields {
    return this.#headers instanceof Headers ? this.#headers.fields : this.#headers
  }

  /** In bytes; undefined for a streamed body. */
  get length(): number | undefined {
    const { payload } = this
    if (!isWhole(payload)) return undefined
    return typeof payload === 'string' ? Buffer.byteLength(payload) : (payload?.byteLength ?? 0)
  }

  clone(): Response {
    const { status, statusText } = this
    const headers = new Headers([...this.headers])
    return new Response(this.split(), { status, statusText, headers })
  }

  /** Doesn't copy the fields, which many responses share. */
  #has(name: string): boolean {
    return this.#headers instanceof Headers ? this.#headers.has(name) : name in this.#headers
  }
}
