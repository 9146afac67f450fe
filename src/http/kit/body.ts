import { Problem } from '../../shared/errors.ts'
import type { Request } from './fetch/request.ts'

/** The limit of all routes with a body; far more than any of them needs. */
export const maxBodyBytes = 64 * 1024

/**
 * Reads a body of at most `most` bytes, whatever Content-Length says. The rest stays unread, so that the
 * refusal can still be sent. Problems: `payload_too_large`, and `bad_request` if the body is incomplete.
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
