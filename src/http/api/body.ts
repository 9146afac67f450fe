import { Problem } from '../../shared/errors.ts'
import type { Call, Exchange } from '../kit/route.ts'

/**
 * The JSON of a request's body; an empty body counts as `{}`. Problems: `payload_too_large`,
 * `unsupported_media_type`, `bad_request`.
 */
export async function readJson({ req }: Exchange, { readBody }: Call): Promise<unknown> {
  const bytes = await readBody()
  if (bytes.length === 0) return {}
  const type = req.header('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new Problem('unsupported_media_type', { detail: 'Send Content-Type: application/json.' })
  }
  return parse(bytes)
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Problem('bad_request', { detail: 'The body is not JSON in UTF-8.' })
  }
}
