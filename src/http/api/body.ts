import type { Context } from 'hono'
import { Problem } from '../../shared/errors.ts'
import { readBytes } from '../kit/body.ts'
import type { Env } from './route.ts'

/** Bytes. Far more than any request here needs. */
const largest = 64 * 1024

/**
 * The JSON of a request's body; nothing at all counts as `{}`. Problems: `payload_too_large`,
 * `unsupported_media_type`, `bad_request`.
 */
export async function readBody(c: Context<Env>): Promise<unknown> {
  if (Number(c.req.header('content-length') ?? 0) > largest) throw tooLarge()
  const bytes = await bytesOf(c.req.raw)
  if (bytes.length === 0) return {}
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new Problem('unsupported_media_type', { detail: 'Send Content-Type: application/json.' })
  }
  return parse(bytes)
}

function tooLarge(): Problem {
  return new Problem('payload_too_large', { detail: `At most ${largest} bytes are read.` })
}

async function bytesOf({ body }: Request): Promise<Buffer> {
  const bytes = await readBytes(body, largest).catch(() => {
    throw new Problem('bad_request')
  })
  if (bytes === null) throw tooLarge()
  return bytes
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Problem('bad_request', { detail: 'The body is not JSON in UTF-8.' })
  }
}
