import type { Finding } from '../shared/finding.ts'

/** The ways in that a homeserver can offer. */
export type OfferedWay = 'oauth' | 'sso' | 'password'

/** The state of somebody's account at the homeserver. Only `good` has a session. */
export type Standing = 'good' | 'suspended' | 'locked' | 'deactivated'

/** What the homeserver told of an account. Null: it told nothing, which changes nothing. */
export interface AccountFacts {
  standing: Standing | null
  isAdmin: boolean | null
  /** Whether they have power in the room of `console.moderators_from`; false without such a room. */
  isModerator: boolean | null
  /** When the account was made, in ms since 1970. */
  joinedAt?: number | null
}

/**
 * `wrong`: certainly not the password. `busy`: HTTP 429. `locked`: the password was right.
 * `foreign`: an account of another server. `refused`: the provider or the person said no.
 */
export type SignInFailure = 'wrong' | 'busy' | 'unavailable' | 'locked' | 'foreign' | 'refused'

export interface NotSignedIn {
  kind: 'failed'
  reason: SignInFailure
  retryAfterMs?: number
  /** For the operator's log; without names. */
  cause?: string
}

export interface Proven extends AccountFacts {
  kind: 'proven'
  mxid: string
  /** Whether the homeserver takes the visitor's address from us; null: not known. */
  takesAddress: boolean | null
}

export type SignInOutcome = Proven | NotSignedIn

export interface Credentials {
  /** A localpart or a Matrix id. */
  user: string
  password: string
  /** IP address: homeservers apply rate limits to it. */
  visitor: string | null
}

/** The ways that continue at the homeserver's own pages. */
export type AwayWay = Exclude<OfferedWay, 'password'>

/** What leads to these pages and back. */
export interface Departure {
  /** The address that they lead back to. */
  returnTo: string
  /** Comes back with the person: it names the attempt. */
  state: string
}

export interface Return {
  returnTo: string
  /** Parameters of the address that they led back to. */
  query: Readonly<Record<string, string>>
  /** As `begin` gave it. */
  memo: string
  /** IP address. */
  visitor: string | null
}

/** Proves to us who somebody is, by their homeserver. Leaves no session there. */
export interface SignIn {
  /** The ways that the homeserver offers now, the best first; null if it doesn't answer. */
  offers: () => Promise<readonly OfferedWay[] | null>
  byPassword: (credentials: Credentials) => Promise<SignInOutcome>
  /** Where to send the browser, and what `finish` needs. */
  begin: (
    way: AwayWay,
    departure: Departure,
  ) => Promise<{ url: string; memo: string } | NotSignedIn>
  finish: (way: AwayWay, back: Return) => Promise<SignInOutcome>
  /** Present where a token of ours may ask at any time. `mxid`: of this homeserver. */
  askAccount?: (mxid: string) => Promise<AccountFacts>
  /** Whether people can sign in. `returnTo`: the address that OAuth leads back to; null: unknown. */
  examine: (returnTo: string | null) => Promise<Finding[]>
  close: () => Promise<void>
}
