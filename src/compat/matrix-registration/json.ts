import { privateHeaders } from '../../http/kit/headers.ts'
import { badRequest } from './refusal.ts'
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

/**
 * The object that a body holds, whatever content type it names: some clients name none. An
 * empty body and `null` are undefined.
 */
export function readObject(body: Uint8Array): Record<string, unknown> | undefined {
  const text = new TextDecoder().decode(body).trim()
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
