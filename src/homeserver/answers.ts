import type { Answered, Failed } from './client.ts'
import type { Done, Outcome, Refused, Standing } from './homeserver.ts'

/*
 * What answers mean on every Matrix server. They are told apart by status and errcode, never by
 * their text.
 */

/** What an answer to the request that makes the account says of it. */
export function readCreation(answer: Answered | Failed): Outcome {
  if (answer.kind === 'failed') {
    return answer.sent ? { kind: 'unknown', cause: answer.cause } : unavailable(answer.cause)
  }
  const { status, json } = answer
  if (status === 200 && typeof json['user_id'] === 'string') return { kind: 'created' }
  if (status === 429) return busy(answer)
  // Only Matrix's own refusals prove that nothing was made: a proxy's page may cover anything.
  if (status < 400 || status >= 500 || typeof json['errcode'] !== 'string') {
    return { kind: 'unknown', cause: `the registration was answered ${status}` }
  }
  return readRefusal(status, json['errcode'])
}

function readRefusal(status: number, errcode: string): Outcome {
  switch (errcode) {
    case 'M_USER_IN_USE':
      return { kind: 'refused', reason: 'name_taken' }
    case 'M_EXCLUSIVE':
      return { kind: 'refused', reason: 'name_reserved' }
    case 'M_INVALID_USERNAME':
      return { kind: 'refused', reason: 'name_invalid' }
    case 'M_UNKNOWN':
      // With a name and a password that passed our own rules, a 400 means the nonce or the session.
      if (status === 400) return { kind: 'stale' }
  }
  return /^M_(WEAK_)?PASSWORD/.test(errcode)
    ? { kind: 'refused', reason: 'password_refused' }
    : refused(`the registration was answered ${status} ${errcode}`)
}

/** What `register/available` and Synapse's `username_available` say of a name. */
export function readStanding(answer: Answered | Failed): Standing {
  if (answer.kind === 'failed') return 'unknown'
  if (answer.status === 200) return answer.json['available'] === true ? 'free' : 'unknown'
  switch (answer.status === 400 && answer.json['errcode']) {
    case 'M_USER_IN_USE':
      return 'taken'
    case 'M_EXCLUSIVE':
      return 'reserved'
    case 'M_INVALID_USERNAME':
      return 'invalid'
    default:
      return 'unknown'
  }
}

/** A name that can't be had is a refusal before anything is asked for. */
export function refusalOf(standing: Standing): Refused | null {
  switch (standing) {
    case 'taken':
    case 'reserved':
    case 'invalid':
      return { kind: 'refused', reason: `name_${standing}` }
    default:
      return null
  }
}

/** It is certain that nothing was made. */
export function unavailable(cause: string): Refused {
  return { kind: 'refused', reason: 'homeserver_unavailable', cause }
}

/** It has something against us, not against the newcomer. */
export function refused(cause: string): Refused {
  return { kind: 'refused', reason: 'homeserver_refused', cause }
}

/** A 429: nothing was done, and there is a time after which it may be. */
export function busy(answer: Answered): Refused {
  return { kind: 'refused', reason: 'homeserver_busy', ...retryAfter(answer) }
}

/** When to ask again: by `retry_after_ms` (spec: rate limiting), else by Retry-After (RFC 9110). */
export function retryAfter({ json, headers }: Answered): { retryAfterMs?: number } {
  const ms = json['retry_after_ms']
  if (typeof ms === 'number') return { retryAfterMs: ms }
  const header = headers['retry-after']
  if (typeof header !== 'string') return {}
  const seconds = Number(header)
  const retryAfterMs = Number.isNaN(seconds)
    ? Date.parse(header) - Date.parse(String(headers['date']))
    : seconds * 1000
  return Number.isNaN(retryAfterMs) ? {} : { retryAfterMs }
}

/** What became of something that was to be done for a newcomer. */
export function readDone(answer: Answered | Failed): Done {
  if (answer.kind === 'failed') return false
  return answer.status === 429 ? retryAfter(answer) : answer.status === 200
}

/** What an answer that should have prepared an account says instead. */
export function notPrepared(what: string, answer: Answered | Failed): Refused {
  if (answer.kind === 'failed') return unavailable(answer.cause)
  if (answer.status === 429) return busy(answer)
  const { errcode } = answer.json
  if (answer.status >= 500 || typeof errcode !== 'string') {
    return unavailable(`${what} was answered ${answer.status}`)
  }
  return refused(`${what} was answered ${answer.status} ${errcode}`)
}
