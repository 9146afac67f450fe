/** Why no account was created. A refusal is certain: the homeserver created nothing. */
export type Refusal =
  | 'name_taken'
  | 'name_reserved'
  | 'name_invalid'
  | 'password_refused'
  | 'terms_unseen'
  | 'homeserver_unavailable'
  | 'homeserver_busy'
  | 'homeserver_refused'
  | 'portal_busy'
  | 'too_many_requests'

export interface Refused {
  kind: 'refused'
  reason: Refusal
  /** When the homeserver allows a retry, in ms; only with `homeserver_busy` (HTTP 429). */
  retryAfterMs?: number
  /** For the operator's log. */
  cause?: string
}

export type Outcome =
  /**
   * `session`: the access token of the session that the registration opened; the caller must end it
   * (`bySession`). `awaitsApproval`: an administrator of the homeserver has to approve the account first.
   */
  | { kind: 'created'; session?: string; awaitsApproval?: boolean }
  | Refused
  /** The name was free and is now taken: by another person, or by this request if a proxy sent it twice. */
  | { kind: 'contested'; cause: string }
  /** The prepared nonce or session is no longer valid: it expired, or this request, sent twice, used it. */
  | { kind: 'stale'; cause: string }
  /** The account may exist; settling finds out later. `limited`: the answer was 429. */
  | { kind: 'unknown'; cause: string; limited?: { retryAfterMs?: number } }
  /** Step one of two is done, step two was refused. The same person may retry step two. */
  | { kind: 'unfinished'; reason: Refusal; retryAfterMs?: number; cause?: string }
  /** The person continues on the homeserver's own pages. */
  | ({ kind: 'handed_over' } & HandOver)

export interface HandOver {
  url: string
  /** The code that its form asks for as proof of an invitation. */
  code: string
}

/** The account that is wanted, and by whom. */
export interface AccountRequest {
  localpart: string
  /** The visitor's IP address: homeservers apply rate limits to it. */
  visitor: string | null
  /** Ids of the terms that the person was shown (`Terms.id`). */
  terms: readonly string[]
  /**
   * `Prepared.freeSince` of an earlier attempt of the same person whose outcome is unknown. An account
   * created since then may be theirs.
   */
  freeSince?: number | null
}

export interface NewAccount {
  password: string
  /** Nobody acts for the newcomer with the session of the registration, so none is to be opened. */
  withoutSession?: boolean | undefined
  /** Set if it differs from the localpart; only drivers with `namesAccounts` use it. */
  displayName?: string | undefined
  /** Set if the homeserver asks for one (`requires`) and the person entered one. */
  email: string | null
}

/**
 * The driver's write-ahead record: each request that may change something is recorded before it is
 * sent, so that a crash or a lost answer never leads to a second account. `false` means that the hold
 * was given back meanwhile: the request must not be sent (`superseded`).
 */
export interface Journal {
  /**
   * Called before each request that can create the account, retries included. `lateMs`: how long from
   * now that request can still take effect.
   */
  asking: (lateMs: number) => Promise<boolean>
  /** Stores the result of step one before step two begins. */
  keep: (ref: string) => Promise<void>
  /** Called before each request that sets the password: afterwards the account may be in use. */
  settingPassword: () => Promise<boolean>
  /** The homeserver refused that request, so no password was set. */
  passwordRefused: () => Promise<void>
}

/** Everything that is checked and fetched before the request for the account. Creates nothing. */
export interface Prepared {
  kind: 'prepared'
  /** Whether the name is free; null if the homeserver doesn't say. */
  free: boolean | null
  /** When the homeserver reported it free, by its own clock, in ms; set only if the driver needs it. */
  freeSince?: number | null
  create: (account: NewAccount, journal: Journal) => Promise<Outcome>
}

export interface Begun {
  localpart: string
  /** The result of step one. */
  ref: string
}

export interface SecondStep {
  /** How long the place is kept after the last request of the person or their page, in ms. */
  ttlMs: number
  /** The absolute maximum in ms, even if their page stays open. */
  maxTtlMs: number
  take: (begun: Begun, account: NewAccount, journal: Journal) => Promise<Outcome>
  /** Present if people take it on the homeserver's own pages: where, as `handed_over` said. */
  findHandOver?: (begun: Begun) => Promise<HandOver | 'unanswered'>
}

/** An account that was requested and whose outcome is unknown. */
export interface PendingCreation {
  localpart: string
  /** When its place was taken, and when the account was last requested; ms since 1970. */
  heldAt: number
  askedAt: number
  /** Whether the name was free at that time. */
  free: boolean
  /** A request may have set its password, so its owner may be using it. */
  passwordAsked: boolean
  /** The result of step one. */
  ref: string | null
  /** It was requested by a driver of the same kind, not by one configured earlier. */
  sameDriver: boolean
  /** The time in which the person could return is over. */
  expired: boolean
  /** Called before undoing anything: true if nobody is working on it, and from then on nobody can. */
  claim: () => Promise<boolean>
}

export type Resolution = 'created' | 'absent' | 'undecided'
