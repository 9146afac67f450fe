import type { Answered, Failed } from './client.ts'
import type { Outcome, Refused } from '../../ports/account-creation.ts'
import type { StepResult } from '../../ports/account-actions.ts'
import type { NameAvailability } from '../../ports/homeserver.ts'
import { type Proof, verdictOf } from './proofs.ts'

/*
 * The meaning of answers. They are classified by status and errcode (MAS: title), never by free text.
 */

/** How a driver interprets the answer to a request that can create an account. */
export interface Reading {
  proofs: readonly Proof[]
  /** The key of an answer in `proofs`; by default its errcode. */
  codeOf?: (answer: Answered) => string | undefined
  /** Texts that must not be logged: secrets and the localpart. */
  hide?: readonly string[]
}

/** The outcome of a request that can create an account. Only answers in `proofs` prove a refusal. */
export function readCreation(answer: Answered | Failed, reading: Reading): Outcome {
  if (answer.kind === 'failed') {
    return answer.sent ? { kind: 'unknown', cause: answer.cause } : unavailable(answer.cause)
  }
  const { status, json } = answer
  if (status === 200 && typeof json['user_id'] === 'string') return { kind: 'created' }
  const cause = `the registration was answered ${describe(answer, reading.hide)}`
  const code = (reading.codeOf ?? errcodeOf)(answer)
  const verdict = verdictOf(reading.proofs, status, code)
  // A proxy may have sent the request twice, and only the second one may have hit the rate limit.
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

/** Longer texts of a homeserver are cut. In characters. */
const maxShownLength = 200

const userIds = /@[^\s:@]+:[\w.:[\]-]+/g

/** Status, errcode and text of an answer, for operators, without user ids and the texts in `hide`. */
export function describe({ status, json }: Answered, hide: readonly string[] = []): string {
  const { errcode, error, errors, message } = json
  const said = [errcode, error ?? titlesIn(errors) ?? message]
  const whole = said.filter((part) => typeof part === 'string').join(' ')
  const text = hide
    .filter((secret) => secret.length > 2)
    .reduce((rest, secret) => rest.replaceAll(secret, '…'), whole.replaceAll(userIds, '…'))
  const short = text.length > maxShownLength ? `${text.slice(0, maxShownLength)}…` : text
  return `${status} ${short}`.trim()
}

/** MAS gives a title to each error in the chain of causes. */
function titlesIn(errors: unknown): string | undefined {
  if (!Array.isArray(errors)) return undefined
  const titles = errors.map((error: unknown): unknown => Object(error).title)
  return titles.filter((title) => typeof title === 'string').join(': ')
}

/** Reads the answer of `register/available` and of Synapse's `username_available`. */
export function readAvailability(answer: Answered | Failed): NameAvailability {
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

/** The refusal for an unavailable name, before any account is requested. */
export function refusalOf(availability: NameAvailability): Refused | null {
  switch (availability) {
    case 'taken':
    case 'reserved':
    case 'invalid':
      return { kind: 'refused', reason: `name_${availability}` }
    default:
      return null
  }
}

/** The homeserver can't be reached; certainly nothing was created. */
export function unavailable(cause: string): Refused {
  return { kind: 'refused', reason: 'homeserver_unavailable', cause }
}

/** The homeserver refuses Latchkey itself, not this newcomer. */
export function refused(cause: string): Refused {
  return { kind: 'refused', reason: 'homeserver_refused', cause }
}

/** An answer 429: nothing was done, a retry is possible later. */
export function busy(answer: Answered): Refused {
  return { kind: 'refused', reason: 'homeserver_busy', ...retryAfter(answer) }
}

/** When to retry: from `retry_after_ms` (spec: rate limiting), else from Retry-After (RFC 9110). */
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

/**
 * The result of a step that was done for a newcomer. `hide`: their name, which the text may hold. A 200
 * without JSON is the page of a proxy.
 */
export function readStepResult(
  answer: Answered | Failed,
  hide: readonly string[] = [],
): StepResult {
  if (answer.kind === 'failed') return { failed: answer.cause }
  if (answer.status === 200) return answer.isJson || { failed: '200 without JSON' }
  if (answer.status === 429) return retryAfter(answer)
  return { failed: describe(answer, hide) }
}

/** The refusal for a failed preparation. No account was requested yet. */
export function refusedPreparation(
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
