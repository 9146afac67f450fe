import { Problem } from '../../shared/errors.ts'
import type { Call, Exchange } from './route.ts'

const mostFields = 100
const urlencoded = 'application/x-www-form-urlencoded'

/**
 * Parses an urlencoded form (WHATWG URL, application/x-www-form-urlencoded) strictly: input that no
 * browser sends is refused. `usual`: the assumed type if Content-Type is missing.
 */
export async function readForm(
  { req }: Exchange,
  { readBody }: Call,
  usual = '',
): Promise<Map<string, string>> {
  const type = (req.header('content-type') ?? usual).split(';', 1)[0]?.trim().toLowerCase()
  if (type !== urlencoded) throw new Problem('unsupported_media_type')
  const pairs = textOf(await readBody()).split('&', mostFields + 1)
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

/** The same; a body without Content-Type counts as a form. */
export function readUntypedForm(exchange: Exchange, call: Call): Promise<Map<string, string>> {
  return readForm(exchange, call, urlencoded)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new Problem('bad_request')
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Problem('bad_request')
  }
}
