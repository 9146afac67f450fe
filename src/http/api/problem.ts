import { Problem } from '../../shared/errors.ts'
import type { Log } from '../../shared/log.ts'
import { isDatabaseFailure } from '../../store/failure.ts'
import { statusOf } from '../kit/errors.ts'
import { base } from './base.ts'
import { titles } from './titles.ts'
import { Response } from '../kit/fetch/response.ts'

export const problemType = 'application/problem+json'

/** A refusal as RFC 9457 has it. `type` leads to the code's entry on the readable page. */
export function problemResponse(
  { code, details }: Problem,
  headers: Record<string, string> = {},
): Response {
  const { detail, errors, retryAfter } = details
  const body = {
    type: `${base}/#${code}`,
    title: titles[code],
    status: statusOf[code],
    code,
    detail,
    errors,
  }
  return Response.json(body, {
    status: statusOf[code],
    headers: {
      'content-type': problemType,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(code === 'unauthorized' ? { 'www-authenticate': 'Bearer realm="latchkey"' } : {}),
      ...headers,
    },
  })
}

/** Whatever was thrown as a refusal. What nobody foresaw goes to the log and not to the client. */
export function problemOf(error: unknown, log: Log): Problem {
  if (error instanceof Problem) return error
  if (isDatabaseFailure(error)) {
    log.error({ cause: error.message, code: 'database_unavailable' }, 'The database failed')
    return new Problem('database_unavailable', { retryAfter: 5 })
  }
  log.error({ err: error }, 'A request failed in a way that nobody foresaw')
  return new Problem('internal', { detail: 'The cause is in the log.' })
}
