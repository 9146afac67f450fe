import { Problem, type ProblemCode } from '../../shared/errors.ts'
import type { Log } from '../../shared/log.ts'
import { isDatabaseFailure } from '../../store/failure.ts'

/**
 * The HTTP status of every code (RFC 9110), and the default Retry-After in seconds if the problem has
 * none. All surfaces use this table.
 */
const table: Record<ProblemCode, readonly [status: number, retryAfter?: number]> = {
  invite_unknown: [404],
  invite_scheduled: [403],
  invite_expired: [410],
  invite_used_up: [410],
  invite_closed: [410],
  places_held: [503, 60],
  form_invalid: [422],
  portal_busy: [503, 5],
  homeserver_unavailable: [503, 60],
  homeserver_busy: [429, 60],
  homeserver_refused: [503, 60],
  outcome_unknown: [503, 15],
  redemption_unknown: [404],
  redemption_ended: [409],
  redemption_open: [409],
  code_in_use: [409],
  mail_off: [409],
  mail_address_invalid: [422],
  mail_unknown: [404],
  mail_sent_lately: [409],
  mail_words_invalid: [409],
  profile_unknown: [404],
  webhook_unknown: [404],
  profile_in_use: [409],
  accounts_never_end: [409],
  no_direct_messages: [409],
  rooms_closed: [409],
  guest_unknown: [404],
  person_unknown: [404],
  invited_unknown: [404],
  invited_decided: [409],
  already_extended: [409],
  request_unknown: [404],
  request_decided: [409],
  request_unbound: [409],
  requests_full: [503, 3600],
  uses_below_taken: [409],
  invite_unbound: [409],
  ends_too_early: [409],
  undo_over: [409],
  token_unknown: [404],
  member_unknown: [404],
  allowance_off: [403],
  allowance_spent: [409],
  joined_too_recently: [403],
  input_invalid: [422],
  unauthorized: [401],
  forbidden: [403],
  api_off: [403],
  console_insecure: [403],
  link_over: [410],
  sign_in_wrong: [403],
  sign_in_refused: [403],
  sign_in_over: [410],
  account_shut: [403],
  account_foreign: [403],
  cross_site: [403],
  host_not_allowed: [421],
  too_many_requests: [429, 60],
  bad_request: [400],
  not_found: [404],
  method_not_allowed: [405],
  unsupported_media_type: [415],
  payload_too_large: [413],
  database_unavailable: [503, 5],
  internal: [500, 60],
}

export function statusOf(code: ProblemCode): number {
  return table[code][0]
}

/** In seconds; undefined if a retry is pointless. */
export function retryAfterOf({ code, details }: Problem): number | undefined {
  return details.retryAfter ?? table[code][1]
}

export function retryHeader(problem: Problem): Record<string, string> {
  const seconds = retryAfterOf(problem)
  return seconds === undefined ? {} : { 'retry-after': String(seconds) }
}

/** Converts anything thrown to a Problem. Unexpected errors are logged and not shown to the client. */
export function problemOf(error: unknown, log: Log): Problem {
  if (error instanceof Problem) {
    tellCause(error, log)
    return error
  }
  if (isDatabaseFailure(error)) {
    log.error({ cause: error.message, code: 'database_unavailable' }, 'The database failed')
    return new Problem('database_unavailable')
  }
  log.error({ err: error, code: 'internal' }, 'A request failed')
  return new Problem('internal')
}

/** Logs the cause, except of client errors: anybody could fill the log with them. */
function tellCause({ code, details: { detail } }: Problem, log: Log): void {
  const isOurs = statusOf(code) >= 500 || code === 'homeserver_busy'
  if (isOurs && detail !== undefined) log.warn({ code, cause: detail }, 'Refused')
}
