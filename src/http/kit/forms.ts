import { Problem } from '../../shared/errors.ts'
import { readBytes } from './body.ts'
import type { Request } from './fetch/request.ts'

/** No form of ours has a body larger than this, in bytes. */
const largest = 64 * 1024
const mostFields = 100

/**
 * The fields of an urlencoded form (WHATWG URL, application/x-www-form-urlencoded), read strictly:
 * what a browser never sends is refused rather than guessed at.
 */
export async function readForm(request: Request): Promise<Map<string, string>> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') throw new Problem('unsupported_media_type')
  const pairs = (await readText(request)).split('&', mostFields + 1)
  if (pairs.length > mostFields) throw new Problem('bad_request')
  return new Map(
    pairs
      .filter((pair) => pair !== '')
      .map((pair) => {
        const at = pair.indexOf('=')
        return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))]
      }),
  )
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new Problem('bad_request')
  }
}

/** The body as text, given up as soon as it is too large, whatever length was announced. */
async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > largest) {
    throw new Problem('payload_too_large')
  }
  const bytes = await readBytes(request.body, largest)
  if (bytes === null) throw new Problem('payload_too_large')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Problem('bad_request')
  }
}
