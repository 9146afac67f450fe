/** The content of a body; an iterable if it is streamed. */
export type Payload = string | Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array> | null

/** The Fetch API's BodyInit without Blob and FormData. */
export type BodyInit =
  | Payload
  | ArrayBuffer
  | ArrayBufferView<ArrayBuffer>
  | URLSearchParams
  | undefined

export function payloadOf(init: BodyInit): Payload {
  if (init === undefined || init === null || typeof init === 'string') return init ?? null
  if (init instanceof URLSearchParams) return String(init)
  if (init instanceof ArrayBuffer) return new Uint8Array(init)
  if (ArrayBuffer.isView(init)) {
    return new Uint8Array(init.buffer, init.byteOffset, init.byteLength)
  }
  return init
}

/** The default content type of a body (Fetch, "extract a body"). */
export function typeOf(init: BodyInit): string | undefined {
  if (typeof init === 'string') return 'text/plain;charset=UTF-8'
  return init instanceof URLSearchParams
    ? 'application/x-www-form-urlencoded;charset=UTF-8'
    : undefined
}

export function isWhole(payload: Payload): payload is string | Uint8Array<ArrayBuffer> | null {
  return payload === null || typeof payload === 'string' || payload instanceof Uint8Array
}

export async function bytesOf(payload: Payload): Promise<Uint8Array<ArrayBuffer>> {
  if (payload === null) return new Uint8Array()
  if (typeof payload === 'string') return new TextEncoder().encode(payload)
  if (payload instanceof Uint8Array) return payload
  const chunks: Uint8Array[] = []
  for await (const chunk of payload) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

export function streamOf(payload: Payload): ReadableStream<Uint8Array> | null {
  if (payload === null) return null
  if (payload instanceof ReadableStream) return payload
  return ReadableStream.from(isWhole(payload) ? [Buffer.from(payload)] : payload)
}
