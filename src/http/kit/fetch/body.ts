import type { Headers } from './headers.ts'
import { bytesOf, isWhole, type Payload, streamOf } from './payload.ts'

/** What requests and responses share (https://fetch.spec.whatwg.org/#body-mixin). */
export abstract class Body {
  abstract readonly headers: Pick<Headers, 'get'>
  #payload: Payload
  #stream: ReadableStream<Uint8Array> | null = null
  #isUsed = false

  constructor(payload: Payload) {
    this.#payload = payload
  }

  /** The body as it was given, for who sends or reads it without a stream. */
  get payload(): Payload {
    return this.#stream ?? this.#payload
  }

  /** Made when it is asked for: our own code needs no stream. */
  get body(): ReadableStream<Uint8Array> | null {
    return (this.#stream ??= streamOf(this.#payload))
  }

  get bodyUsed(): boolean {
    return this.#isUsed || (this.#stream?.locked ?? false)
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    if (this.bodyUsed) throw new TypeError('the body was read before')
    this.#isUsed = this.payload !== null
    return bytesOf(this.payload)
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).slice().buffer
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes())
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }

  /** Of an urlencoded or a multipart body. undici reads both, and is loaded for it. */
  async formData(): Promise<FormData> {
    const body = await this.bytes()
    const { default: undici } = await import('undici')
    const headers = { 'content-type': this.headers.get('content-type') ?? '' }
    return new undici.Response(body, { headers }).formData()
  }

  /** A payload for a clone: a body that comes piece by piece is split. */
  protected split(): Payload {
    if (this.bodyUsed) throw new TypeError('the body was read before')
    if (this.#stream === null && isWhole(this.#payload)) return this.#payload
    const [one, other] = this.body?.tee() ?? [null, null]
    this.#stream = one
    return other
  }
}
