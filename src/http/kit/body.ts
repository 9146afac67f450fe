import { Problem } from '../../shared/errors.ts'
import type { Request } from './fetch/request.ts'

/** What every route takes that takes a body at all: far more than any of them needs. */
export const maxBodyBytes = 64 * 1024

/**
 * The bytes of a body, given up as soon as there are more than `most`, whatever length was announced.
 * What is left stays where it is: whoever refuses a body has yet to answer. Problems:
 * `payload_too_large`, and `bad_request` where it breaks off.
 */
export async function readBody(
  { headers, body }: Pick<Request, 'headers' | 'body'>,
  most: number,
): Promise<Buffer<ArrayBuffer>> {
  if (Number(headers.get('content-length') ?? 0) > most) throw new Problem('payload_too_large')
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of body ?? []) {
      length += chunk.byteLength
      if (length > most) break
      chunks.push(chunk)
    }
  } catch {
    throw new Problem('bad_request')
  }
  if (length > most) throw new Problem('payload_too_large')
  return Buffer.concat(chunks)
}
