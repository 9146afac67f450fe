import type { Finding } from '../shared/finding.ts'
import type {
  AccountEnds,
  BySession,
  JoinRule,
  LastSeen,
  LaterNewcomer,
  PasswordVerdict,
  StepResult,
  Tristate,
} from './account-actions.ts'
import type {
  AccountRequest,
  Begun,
  PendingCreation,
  Prepared,
  Refused,
  Resolution,
  SecondStep,
} from './account-creation.ts'

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
  /**
   * Present if the driver can put a mail address on an account. It may be repeated. `ref`: the result of step
   * one, if any. The cause of a failure doesn't have the address.
   */
  addMail?: (
    person: { localpart: string; ref: string | null },
    address: string,
  ) => Promise<StepResult>
  /** Present if the homeserver tells when somebody was last seen; `unanswered` if it didn't say. */
  lastSeen?: (localpart: string) => Promise<LastSeen | 'unanswered'>
  /** Present if the driver can suspend and deactivate accounts at any time. */
  ends?: AccountEnds
  /** Deactivates an account permanently. True on success. */
  deactivate?: (localpart: string) => Promise<boolean>
}
