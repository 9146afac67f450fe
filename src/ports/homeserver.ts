import type { Finding } from '../shared/finding.ts'

/** Why a homeserver did not make an account. It is certain that it did not. */
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
  /** After how many ms the homeserver wants to be asked again; only with `homeserver_busy`, a 429. */
  retryAfterMs?: number
  /** For the operator's log. */
  cause?: string
}

export type Outcome =
  /**
   * `newcomer` where we may act for them a moment longer; whoever gets it must call `endSession`.
   * `awaitsApproval`: an administrator of the homeserver has to let them in.
   */
  | { kind: 'created'; newcomer?: Newcomer; awaitsApproval?: boolean }
  | Refused
  /** The name was free and is taken now: by somebody else, or by this request, sent twice. */
  | { kind: 'contested'; cause: string }
  /** What was prepared (a nonce, a session) is not known any more: dead, or used by this request. */
  | { kind: 'stale'; cause: string }
  /** The request may have been carried out: only asking later tells. `limited`: it was answered 429. */
  | { kind: 'unknown'; cause: string; limited?: { retryAfterMs?: number } }
  /** The first of two steps is done and the second was refused: the same person may try it again. */
  | { kind: 'unfinished'; reason: Refusal; retryAfterMs?: number; cause?: string }
  /** The rest is done at the homeserver's own pages. */
  | ({ kind: 'handed_over' } & HandOver)

export interface HandOver {
  url: string
  /** What its form asks for, to show that somebody is invited. */
  code: string
}

/** Whether something was done. An object is a 429: not yet; `retryAfterMs` where it says when. */
export type StepResult = boolean | { retryAfterMs?: number }

/** Acts as somebody whose account was just made. Best effort. */
export interface Newcomer {
  setDisplayName: (name: string) => Promise<StepResult>
  /** By its address (#…) or its id (!…). */
  join: (room: string) => Promise<StepResult>
  /** Ends the session, if there is one: nobody but the person keeps an access token. */
  endSession: () => Promise<void>
}

/** For whom an account is prepared. */
export interface AccountRequest {
  localpart: string
  /** The visitor's address: homeservers limit registrations by it. */
  visitor: string | null
  /** The terms that the person was shown, by `termsId`. */
  terms: readonly string[]
  /**
   * `Prepared.freeSince` of an earlier try of this very person, whose outcome is unknown: an account
   * that came to be since then may be theirs.
   */
  freeSince?: number | null
}

export interface NewAccount {
  password: string
  /** Where the homeserver wants one (`requires`) and the person gave one. */
  email: string | null
}

/**
 * What is written down while an account comes to be, so that neither a crash nor a lost answer makes
 * one too many. Where it says false, the hold was given back: nothing may be asked for (`superseded`).
 */
export interface Journal {
  /**
   * Before each request that can make the account, each retry included. `lateMs`: for how long after
   * this moment the request can still be carried out.
   */
  asking: (lateMs: number) => Promise<boolean>
  /** What the first of two steps gave, kept before the second one is taken. */
  keep: (ref: string) => Promise<void>
  /** Before each request that sets the password: from then on the account may be in use. */
  settingPassword: () => Promise<boolean>
  /** That request was refused: it set nothing. */
  passwordRefused: () => Promise<void>
}

/** All that can be known and fetched before an account is asked for. Preparing makes nothing. */
export interface Prepared {
  kind: 'prepared'
  /** Whether nobody has the name; null where the homeserver doesn't tell. */
  free: boolean | null
  /** When the homeserver said so, by its own clock, in ms; where that is of use. */
  freeSince?: number | null
  create: (account: NewAccount, journal: Journal) => Promise<Outcome>
}

/** What the homeserver says of a name beforehand; `unknown` where it doesn't tell. */
export type NameAvailability = 'free' | 'taken' | 'reserved' | 'invalid' | 'unknown'

export type Tristate = 'yes' | 'no' | 'unknown'

/** What a login says of a password; `awaits_approval`: it is right, and the account not yet let in. */
export type PasswordVerdict = Tristate | 'busy' | 'awaits_approval'

/** An account that was asked for, and nobody knows what became of it. */
export interface PendingCreation {
  localpart: string
  /** Milliseconds since 1970: when its place was taken, and when the homeserver was last asked. */
  heldAt: number
  askedAt: number
  /** Whether nobody had the name then. */
  free: boolean
  /** A request may have set its password: whoever owns it may be using it. */
  passwordAsked: boolean
  /** What the first of two steps gave. */
  ref: string | null
  /** A driver of this kind asked for it, not the one that stood here before. */
  sameDriver: boolean
  /** The person had their time to come back. */
  expired: boolean
  /** Before something is undone: true if nobody is at it, and then nobody can go on with it. */
  claim: () => Promise<boolean>
}

export type Resolution = 'created' | 'absent' | 'undecided'

/** Terms of the homeserver that a newcomer has to agree to. */
export interface Terms {
  /** Name and version, as the form sends them back. */
  id: string
  name: string
  url: string
}

/**
 * The port behind which every homeserver stands. A driver is one file; what its homeserver can't do
 * isn't there, rather than failing later.
 */
export interface Homeserver {
  readonly kind: string
  /** What the form for newcomers has to ask beside the name. */
  readonly requires: { password: boolean; email: boolean }
  /** An account comes with a session: where the answer is lost, `verifyPassword` ends it. */
  readonly leavesSession?: boolean
  prepare: (wish: AccountRequest) => Promise<Prepared | Refused>
  /** Advisory: can this name be had? `visitor`: for whom, since homeservers limit the question. */
  check: (localpart: string, visitor: string | null) => Promise<NameAvailability>
  /** What became of an account, once a late creation is no longer possible. Decides for good. */
  resolveOutcome: (asked: PendingCreation) => Promise<Resolution>
  /** Whether it answers at all. */
  ping: () => Promise<boolean>
  /** What is right and wrong about the way it is configured here. Makes nothing. */
  examine: () => Promise<Finding[]>
  close: () => Promise<void>
  /** Does this password open this account? Leaves no session behind. `visitor`: their address. */
  verifyPassword?: (
    localpart: string,
    password: string,
    visitor: string | null,
  ) => Promise<PasswordVerdict>
  /** The least score of zxcvbn, 0 to 4, that a password has to have there. */
  leastPasswordScore?: () => Promise<number>
  /** Where an account takes two steps: the second, for the person who took the first. */
  secondStep?: SecondStep
  /** What a newcomer has to agree to, in the first of these languages that it has. */
  terms?: (languages: readonly string[]) => Promise<Terms[]>
  /** Where a `Newcomer` comes with an account: whether they can be brought into this room. */
  canJoinRoom?: (room: string) => Promise<Tristate>
  /** Shuts an account for good. True if it is shut. */
  deactivate?: (localpart: string) => Promise<boolean>
}

export interface SecondStep {
  /** How long the person may take to come back for it, in ms, since they or their page last asked. */
  ttlMs: number
  /** How long at most, however long their page stays open, in ms. */
  maxTtlMs: number
  take: (begun: Begun, account: NewAccount, journal: Journal) => Promise<Outcome>
}

export interface Begun {
  localpart: string
  /** What the first step gave. */
  ref: string
}
