import type { App } from '../../core/context.ts'
import { Problem, type ProblemCode } from '../../shared/errors.ts'
import { statusOf } from '../../http/kit/errors.ts'
import { isDatabaseFailure } from '../../store/failure.ts'
import { json } from './json.ts'
import { Refusal } from './refusal.ts'
import type { Response } from '../../http/kit/fetch/response.ts'

const AUTHENTICATE = { 'www-authenticate': 'SharedSecret realm="Authentication Required"' }

/** Every error of the APIs is JSON, since their clients read every answer as JSON. */
export function answerError({ log }: Pick<App, 'log'>, error: unknown): Response {
  if (error instanceof Refusal) {
    const { status, errcode, why } = error
    return json({ errcode, error: why }, status, errcode === 'MR_BAD_SECRET' ? AUTHENTICATE : {})
  }
  const problem = error instanceof Problem ? error : foreseen(error)
  if (!(error instanceof Problem)) log.error({ err: error }, 'A request failed')
  else if (problem.details.detail !== undefined) {
    log.warn({ code: problem.code, cause: problem.details.detail }, 'Refused')
  }
  const { retryAfter } = problem.details
  const headers = retryAfter === undefined ? undefined : { 'retry-after': String(retryAfter) }
  const [status, errcode, sentence] = SENTENCES[problem.code] ?? unforeseen(problem.code)
  const wait = problem.code === 'homeserver_busy' && { retry_after_ms: (retryAfter ?? 60) * 1000 }
  return json({ errcode, error: sentence, ...wait }, status ?? statusOf[problem.code], headers)
}

function unforeseen(code: ProblemCode): [number | null, string, string] {
  return [null, 'M_UNKNOWN', statusOf[code] < 500 ? 'Malformed request.' : 'Internal error.']
}

function foreseen(error: unknown): Problem {
  return new Problem(isDatabaseFailure(error) ? 'database_unavailable' : 'internal')
}

const HOMESERVER = 'The homeserver could not make the account. Nothing was used up; try again.'

/** A status where the program had one; otherwise the one that the whole of Latchkey has. */
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
  places_held: [null, 'M_UNKNOWN', 'Every place is being taken right now. Try again in a minute.'],
  too_many_requests: [null, 'M_LIMIT_EXCEEDED', 'Too many failed requests. Try again later.'],
  uses_below_taken: [null, 'MR_BAD_USER_REQUEST', 'more places than that are taken already'],
  database_unavailable: [null, 'M_UNKNOWN', 'The database can not be reached.'],
  not_found: [null, 'M_UNRECOGNIZED', 'Unrecognized request'],
  method_not_allowed: [null, 'M_UNRECOGNIZED', 'Unrecognized request method'],
}
