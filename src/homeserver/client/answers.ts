import type { Answered, Failed } from './client.ts'
import type { StepResult, Outcome, Refused, NameAvailability } from '../../ports/homeserver.ts'
import { type Proof, verdictOf } from './proofs.ts'

/*
 * What answers mean. They are told apart by status and errcode (MAS: by title), never by free text.
 */

/** How a driver reads the answer to a request that can make an account. */
export interface Reading {
  proofs: readonly Proof[]
  /** What the table knows an answer by; its errcode otherwise. */
  codeOf?: (answer: Answered) => string | undefined
  /** What must not get into a log: secrets, and whose account it is. */
  hide?: readonly string[]
}

/** What an answer to a request that can make an account says of it: only the table is believed. */
export function readCreation(answer: Answered | Failed, reading: Reading): Outcome {
  if (answer.kind === 'failed') {
    return answer.sent ? { kind: 'unknown', cause: answer.cause } : unavailable(answer.cause)
  }
  const { status, json } = answer
  if (status === 200 && typeof json['user_id'] === 'string') return { kind: 'created' }
  const cause = `the registration was answered ${describe(answer, reading.hide)}`
  const code = (reading.codeOf ?? errcodeOf)(answer)
  const verdict = verdictOf(reading.proofs, status, code)
  // It may have been sent twice, and only the second one met the limit.
  if (status === 429) return { kind: 'unknown', cause, limited: retryAfter(answer) }
  switch (verdict) {
    case undefined:
      return { kind: 'unknown', cause }
    case 'stale':
      return { kind: 'stale', cause }
    case 'name_taken':
      return { kind: 'contested', cause }
    case 'awaits_approval':
      return { kind: 'created', awaitsApproval: true }
    default:
      return { kind: 'refused', reason: verdict, cause }
  }
}

export function errcodeOf({ json }: Answered): string | undefined {
  return typeof json['errcode'] === 'string' ? json['errcode'] : undefined
}

/** Longer texts of a homeserver are cut, in characters. */
const maxShownLength = 200

/** Status, errcode and text of an answer, for an operator; `hide` is left out of it. */
export function describe({ status, json }: Answered, hide: readonly string[] = []): string {
  const { errcode, error, errors, message } = json
  const title: unknown = Array.isArray(errors) ? Object(errors[0]).title : undefined
  const said = [errcode, error ?? title ?? message].filter((part) => typeof part === 'string')
  const text = hide
    .filter((secret) => secret.length > 2)
    .reduce((rest, secret) => rest.replaceAll(secret, '…'), said.join(' '))
  const short = text.length > maxShownLength ? `${text.slice(0, maxShownLength)}…` : text
  return `${status} ${short}`.trim()
}

/** What `register/available` and Synapse's `username_available` say of a name. */
export function readStanding(answer: Answered | Failed): NameAvailability {
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
export function refusalOf(standing: NameAvailability): Refused | null {
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
function retryAfter({ json, headers }: Answered): { retryAfterMs?: number } {
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
export function readDone(answer: Answered | Failed): StepResult {
  if (answer.kind === 'failed') return false
  return answer.status === 429 ? retryAfter(answer) : answer.status === 200
}

/** What an answer that should have prepared an account says instead. Nothing was asked for yet. */
export function notPrepared(
  what: string,
  answer: Answered | Failed,
  hide: readonly string[] = [],
): Refused {
  if (answer.kind === 'failed') return unavailable(answer.cause)
  const cause = `${what} was answered ${describe(answer, hide)}`
  if (answer.status === 429) return { ...busy(answer), cause }
  return answer.status >= 500 || errcodeOf(answer) === undefined
    ? unavailable(cause)
    : refused(cause)
}
