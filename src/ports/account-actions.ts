/**
 * `true`: done. `failed`: the cause, for operators, without names. `retryAfterMs`, perhaps unset:
 * HTTP 429, retry later.
 */
export type StepResult = true | { failed: string } | { retryAfterMs?: number }

export type Tristate = 'yes' | 'no' | 'unknown'

/** The result of a trial login. `awaits_approval`: the password is right, the account not yet approved. */
export type PasswordVerdict = Tristate | 'busy' | 'awaits_approval'

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

export interface LastSeen {
  /** Signed in on how many devices. */
  devices: number
  /** By one of them, in ms since 1970; null: by none. */
  at: number | null
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
