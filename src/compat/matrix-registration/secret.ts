import { createHash, timingSafeEqual } from 'node:crypto'
import type { Limit } from '../../http/kit/limits.ts'
import { Refusal } from './refusal.ts'

export type Scheme = 'SharedSecret' | 'Bearer'

/** The authentication of an API. */
export interface Gate {
  /** Null: the API is off. */
  secret: string | null
  limit: Limit
}

/** Throws 401 unless the header `Authorization: SCHEME SECRET` has the right secret. */
export async function checkSecret(
  { secret, limit }: Gate,
  scheme: Scheme,
  header: string | undefined,
  network: string,
): Promise<void> {
  const [, given] = header?.match(new RegExp(`^${scheme} +(.+)$`, 'i')) ?? []
  if (given === undefined || secret === null) throw refusalOf(scheme, given)
  if (equal(given.trim(), secret)) return limit.pass(network)
  await limit.spend(network)
  throw refusalOf(scheme, given)
}

function refusalOf(scheme: Scheme, given: string | undefined): Refusal {
  if (scheme === 'SharedSecret') return new Refusal(401, 'MR_BAD_SECRET', 'wrong shared secret')
  return given === undefined
    ? new Refusal(401, 'M_MISSING_TOKEN', 'Missing access token')
    : new Refusal(401, 'M_UNKNOWN_TOKEN', 'Invalid access token passed.')
}

/** Constant-time comparison. Node decodes headers as ISO-8859-1. */
function equal(given: string, secret: string): boolean {
  return timingSafeEqual(digest(Buffer.from(given, 'latin1')), digest(Buffer.from(secret)))
}

function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
