import type { ProblemCode } from '../core/errors.ts'

/** Why a homeserver did not make an account. It is certain that it did not. */
export type Refusal =
  | 'name_taken'
  | 'name_reserved'
  | 'name_invalid'
  | 'password_refused'
  | Extract<ProblemCode, 'homeserver_unavailable' | 'homeserver_busy' | 'homeserver_refused'>

export interface Refused {
  kind: 'refused'
  reason: Refusal
  /** Seconds after which the homeserver wants to be asked again. */
  retryAfter?: number
  /** For the operator's log. */
  cause?: string
}

export type Outcome =
  | { kind: 'created' }
  | Refused
  /** What was prepared has gone stale (a nonce): nothing was made, prepare again. */
  | { kind: 'stale' }
  /** The request may have been carried out: only asking later tells. */
  | { kind: 'unknown'; cause: string }

/** All that can be known and fetched before an account is asked for. Preparing makes nothing. */
export interface Prepared {
  kind: 'prepared'
  /** Whether nobody has the name; null where the homeserver doesn't tell. */
  free: boolean | null
  create: (password: string) => Promise<Outcome>
}

export type Answer = 'yes' | 'no' | 'unknown'

/** One thing found out about the homeserver, for `config check` and `/ready`. */
export interface Finding {
  ok: boolean
  sentence: string
}

/**
 * The port behind which every homeserver stands. A driver is one file; what it can't do isn't
 * there, rather than failing later.
 */
export interface Homeserver {
  readonly kind: string
  prepare: (localpart: string) => Promise<Prepared | Refused>
  /** Is there an account of this name? */
  exists: (localpart: string) => Promise<Answer>
  /** Does this password open this account? Leaves no session behind. `visitor`: their address. */
  opens: (localpart: string, password: string, visitor: string | null) => Promise<Answer | 'busy'>
  /** Whether it answers at all. */
  answers: () => Promise<boolean>
  /** What is right and wrong about the way it is configured here. Makes nothing. */
  examine: () => Promise<Finding[]>
  close: () => Promise<void>
}
