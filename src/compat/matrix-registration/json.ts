import { readBytes } from '../../http/kit/body.ts'
import { privateHeaders } from '../../http/kit/headers.ts'
import { badRequest } from './refusal.ts'
import type { Request } from '../../http/kit/fetch/request.ts'
import { Response } from '../../http/kit/fetch/response.ts'

/** JSON with its keys sorted, as the program wrote it. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(`${JSON.stringify(sorted(value))}\n`, {
    status,
    headers: { ...privateHeaders('application/json'), ...headers },
  })
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}

/** No request of a known client comes near it, in bytes. */
const largest = 64 * 1024

/** The body as bytes, given up as soon as it is too large. */
export async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readBytes(request.body, largest)
  if (bytes === null) throw badRequest('the request is too large')
  return bytes
}

/**
 * The object that a request carries, whatever content type it names: some clients name none. An
 * empty body and `null` are undefined.
 */
export async function readObject(request: Request): Promise<Record<string, unknown> | undefined> {
  const text = new TextDecoder().decode(await readBody(request)).trim()
  const value = text === '' ? null : parse(text)
  if (value === null) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) throw badRequest('malformed request')
  return value as Record<string, unknown>
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest('malformed request')
  }
}
