import { type Fields, Headers } from './headers.ts'

/** No streams: all that we send is made before it is sent. */
type Body = string | Uint8Array | null

interface Init {
  status?: number
  headers?: Fields | Headers
}

/**
 * As the Fetch API's, as far as handlers here use it. Nothing is sent that isn't said: a text without
 * a content type has none.
 */
export class Response {
  readonly status: number
  readonly body: Body
  #headers: Fields | Headers

  constructor(body: Body, { status = 200, headers = {} }: Init = {}) {
    this.status = status
    this.body = body
    this.#headers = headers instanceof Headers ? headers.fields : headers
  }

  static json(value: unknown, { status, headers }: { status?: number; headers?: Fields } = {}) {
    const fields = { 'content-type': 'application/json', ...headers }
    return new Response(JSON.stringify(value), { ...(status && { status }), headers: fields })
  }

  get headers(): Headers {
    if (!(this.#headers instanceof Headers)) this.#headers = new Headers(this.#headers)
    return this.#headers
  }

  /** The headers as node:http takes them. */
  get fields(): Fields {
    return this.#headers instanceof Headers ? this.#headers.fields : this.#headers
  }

  /** Bytes. */
  get length(): number {
    const { body } = this
    return typeof body === 'string' ? Buffer.byteLength(body) : (body?.byteLength ?? 0)
  }

  text(): string {
    return typeof this.body === 'string' ? this.body : Buffer.from(this.body ?? []).toString()
  }
}
