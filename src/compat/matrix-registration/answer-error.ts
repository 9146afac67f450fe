import type { Problem, ProblemCode } from '../../shared/errors.ts'
import { retryAfterOf, retryHeader, statusOf } from '../../http/kit/errors.ts'
import type { Response } from '../../http/kit/fetch/response.ts'
import { json } from './json.ts'
import { Refusal } from './refusal.ts'

const AUTHENTICATE = { 'www-authenticate': 'SharedSecret realm="Authentication Required"' }

/** Errors of the APIs are always JSON, since their clients parse every response as JSON. */
export function answerError(problem: Problem): Response {
  if (problem instanceof Refusal) {
    const { status, errcode, why } = problem
    return json({ errcode, error: why }, status, errcode === 'MR_BAD_SECRET' ? AUTHENTICATE : {})
  }
  const { code } = problem
  const [status, errcode, sentence] = SENTENCES[code] ?? unforeseen(code)
  const seconds = retryAfterOf(problem)
  const wait = code === 'homeserver_busy' && { retry_after_ms: (seconds ?? 0) * 1000 }
  const body = { errcode, error: sentence, ...wait }
  return json(body, status ?? statusOf(code), retryHeader(problem))
}

function unforeseen(code: ProblemCode): [number | null, string, string] {
  return [null, 'M_UNKNOWN', statusOf(code) < 500 ? 'Malformed request.' : 'Internal error.']
}

const HOMESERVER = 'The homeserver could not make the account. Nothing was used up; try again.'

/** Status (null: Latchkey's own), errcode and sentence, as the old program had them. */
const SENTENCES: Partial<Record<ProblemCode, [number | null, string, string]>> = {
  homeserver_unavailable: [500, 'M_UNKNOWN', HOMESERVER],
  homeserver_busy: [null, 'M_LIMIT_EXCEEDED', HOMESERVER],
  portal_busy: [null, 'M_UNKNOWN', 'Many people are joining right now. Try again in a minute.'],
  homeserver_refused: [500, 'M_UNKNOWN', HOMESERVER],
  outcome_unknown: [
    500,
    'M_UNKNOWN',
    'The homeserver gave no answer. Send the same once more in a moment to learn how it ended.',
  ],
  payload_too_large: [400, 'MR_BAD_USER_REQUEST', 'the request is too large'],
  places_held: [null, 'M_UNKNOWN', 'Every place is being taken right now. Try again in a minute.'],
  too_many_requests: [null, 'M_LIMIT_EXCEEDED', 'Too many failed requests. Try again later.'],
  uses_below_taken: [null, 'MR_BAD_USER_REQUEST', 'more places than that are taken already'],
  database_unavailable: [null, 'M_UNKNOWN', 'The database can not be reached.'],
  not_found: [null, 'M_UNRECOGNIZED', 'Unrecognized request'],
  method_not_allowed: [null, 'M_UNRECOGNIZED', 'Unrecognized request method'],
}
