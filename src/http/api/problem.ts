import type { Problem, ProblemCode } from '../../shared/errors.ts'
import { maxBodyBytes } from '../kit/body.ts'
import { retryHeader, statusOf } from '../kit/errors.ts'
import { Response } from '../kit/fetch/response.ts'
import { base } from './base.ts'
import { titles } from './titles.ts'

export const problemType = 'application/problem+json'

const usualDetails: Partial<Record<ProblemCode, string>> = {
  payload_too_large: `At most ${maxBodyBytes} bytes are read.`,
  internal: 'The cause is in the log.',
}

/**
 * A refusal as problem+json (RFC 9457). `type` links to the code's entry on the readable page. `scheme`:
 * the authentication scheme to offer (RFC 9110, section 11.6.1).
 */
export function problemResponse(problem: Problem, scheme = 'Bearer'): Response {
  const { code, details } = problem
  const status = statusOf(code)
  const { detail = usualDetails[code], errors } = details
  const body = { type: `${base}/#${code}`, title: titles[code], status, code, detail, errors }
  return Response.json(body, {
    status,
    headers: {
      'content-type': problemType,
      ...retryHeader(problem),
      ...(code === 'unauthorized' ? { 'www-authenticate': `${scheme} realm="latchkey"` } : {}),
    },
  })
}
