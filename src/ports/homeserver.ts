import type { Finding } from '../shared/finding.ts'

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

/**
 * `true`: done. `failed`: the cause, for operators, without names. `retryAfterMs`, perhaps unset:
 * HTTP 429, retry later.
 */
export type StepResult = true | { failed: string } | { retryAfterMs?: number }

/** Acts for the owner of a new account. Each call may be repeated. */
export interface Newcomer {
  /** A name that the owner has chosen meanwhile stays. */
  setDisplayName: (name: string) => Promise<StepResult>
  /** `room`: an alias (#…) or an id (!…). */
  join: (room: string) => Promise<StepResult>
  openDirectRoom: (wanted: DirectRoom) => Promise<StepResult>
}

/** Acts at any time, by means of our own. */
export interface LaterNewcomer extends Newcomer {
  /** Ends our session, if any: only the person may keep an access token. */
  endSession: () => Promise<void>
}

/** Acts for a newcomer with an access token of theirs. */
export interface BySession {
  actFor: (localpart: string, token: string) => Newcomer
  /** True also if it was over already. */
  end: (token: string) => Promise<StepResult>
  /** Like `verifyPassword`, but the session is kept: the caller must end it. */
  logIn: (
    localpart: string,
    password: string,
    visitor: string | null,
  ) => Promise<PasswordVerdict | { token: string }>
}

/** `hidden`: it is not shown to whoever has no account. */
export type JoinRule =
  | 'public'
  | 'knock'
  | 'restricted'
  | 'knock_restricted'
  | 'invite'
  | 'private'
  | 'hidden'
  | 'unknown'

/** An encrypted room with one other person. */
export interface DirectRoom {
  /** A Matrix id. */
  other: string
  /** The local part of an alias for the attempts at this room: the same at each, and of no other room. */
  aliasName: string
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

/** Whether a name can be taken, as the homeserver reports it in advance. */
export type NameAvailability = 'free' | 'taken' | 'reserved' | 'invalid' | 'unknown'

/** The longest password that a homeserver takes, in its own terms. */
export interface PasswordLimit {
  max: number
  /** `bytes` of UTF-8, or `characters` (code points). */
  unit: 'bytes' | 'characters'
  /** The Unicode normalizations that it may apply before it measures. */
  forms: readonly ('NFC' | 'NFKC')[]
}

export type Tristate = 'yes' | 'no' | 'unknown'

/** The result of a trial login. `awaits_approval`: the password is right, the account not yet approved. */
export type PasswordVerdict = Tristate | 'busy' | 'awaits_approval'

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

/** Terms of the homeserver that a newcomer has to agree to. */
export interface Terms {
  /** Name and version, as the form returns them. */
  id: string
  name: string
  url: string
}

/**
 * The port that every driver implements. A function that its homeserver can't support is absent, so
 * that callers check for it instead of handling a failure.
 */
export interface Homeserver {
  readonly kind: string
  /** What the account form asks for besides the name. */
  readonly requires: { password: boolean; email: boolean }
  /**
   * Creating an account opens a session, always or only if one is wanted. If the answer is lost,
   * `verifyPassword` ends that session.
   */
  readonly leavesSession?: 'always' | 'if_wanted'
  /** The registration itself gives the account its display name. */
  readonly namesAccounts?: boolean
  prepare: (request: AccountRequest) => Promise<Prepared | Refused>
  /** Advisory: is this name available? `visitor`: IP address, as homeservers rate-limit the question. */
  check: (localpart: string, visitor: string | null) => Promise<NameAvailability>
  /** Decides whether a pending account exists. Called once a late creation is no longer possible; final. */
  resolveOutcome: (asked: PendingCreation) => Promise<Resolution>
  /** Whether the homeserver answers. */
  ping: () => Promise<boolean>
  /** Checks the configuration against the homeserver. Creates nothing. */
  examine: () => Promise<Finding[]>
  close: () => Promise<void>
  /** Whether this is the account's password. Leaves no session behind. `visitor`: IP address. */
  verifyPassword?: (
    localpart: string,
    password: string,
    visitor: string | null,
  ) => Promise<PasswordVerdict>
  /** Absent if the account form asks for no password. */
  readonly passwordLimit?: PasswordLimit
  /** The minimum zxcvbn score, 0 to 4, that the homeserver requires of a password. */
  leastPasswordScore?: () => Promise<number>
  /** Present if people finish in the homeserver's own form: whether that asks for an e-mail address. */
  formAsksForEmail?: () => Promise<boolean>
  /**
   * Present if people can choose another name in the homeserver's own form: the name of an account that was
   * created; null if it can't be known for certain, `unanswered` if the homeserver didn't say.
   */
  madeName?: (begun: Begun) => Promise<{ name: string | null } | 'unanswered'>
  /** Present if creating an account takes two steps: step two. */
  secondStep?: SecondStep
  /** The terms that a newcomer has to accept, in the first of these languages that exists. */
  terms?: (languages: readonly string[]) => Promise<Terms[]>
  /**
   * Present if the driver can act for an account at any time later, after a restart too. Returns a
   * `LaterNewcomer` whose `endSession` the caller must call, or why it can't act now. `ref`: the result of
   * step one, if any.
   */
  actFor?: (
    localpart: string,
    ref: string | null,
  ) => Promise<LaterNewcomer | Exclude<StepResult, true>>
  /** Present if only a session of the newcomer can act for them. */
  bySession?: BySession
  /** Present with `actFor` or `bySession`: whether a newcomer can be joined to this room. */
  canJoinRoom?: (room: string) => Promise<Tristate>
  /** Present with `bySession`, as far as the homeserver tells it without an account. */
  joinRuleOf?: (room: string) => Promise<JoinRule>
  /** When an account was made, in ms since 1970; null if the homeserver does not say. */
  accountMadeAt?: (localpart: string) => Promise<number | null>
  /** Present if the driver can suspend and deactivate accounts at any time. */
  ends?: AccountEnds
  /** Deactivates an account permanently. True on success. */
  deactivate?: (localpart: string) => Promise<boolean>
}

export type AccountStanding = 'ordinary' | 'administrator' | Exclude<StepResult, true>

/** Ends accounts. Each call may be repeated. */
export interface AccountEnds {
  /** Homeservers protect no administrator, so this is asked just before the other calls. */
  standing: (localpart: string) => Promise<AccountStanding>
  /** Suspends the account, or ends its suspension. An account that is gone counts as done. */
  suspend: (localpart: string, isSuspended: boolean) => Promise<StepResult>
  /** Deactivates the account for good, without erasing messages. Gone counts as done. */
  deactivate: (localpart: string) => Promise<StepResult>
}

interface SecondStep {
  /** How long the place is kept after the last request of the person or their page, in ms. */
  ttlMs: number
  /** The absolute maximum in ms, even if their page stays open. */
  maxTtlMs: number
  take: (begun: Begun, account: NewAccount, journal: Journal) => Promise<Outcome>
  /** Present if people take it on the homeserver's own pages: where, as `handed_over` said. */
  findHandOver?: (begun: Begun) => Promise<HandOver | 'unanswered'>
}

export interface Begun {
  localpart: string
  /** The result of step one. */
  ref: string
}
