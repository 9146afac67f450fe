import type { Role, SignInWay } from '../model/member.ts'
import type { Standing } from '../ports/sign-in.ts'

/* Rows of the console's tables. Times are integer milliseconds since 1970. */

/** Somebody who has signed in to the console, or got a role. */
export interface MemberRow {
  mxid: string
  /** The role that an operator gave; null: none. */
  named_role: Role | null
  /** The role that the homeserver told at the last sign-in; null: none. */
  seen_role: Role | null
  standing: Standing
  first_seen_at: number
  signed_in_at: number | null
  /** When the homeserver last told the standing. */
  asked_at: number | null
  /** When their account was made, as the homeserver told; null: it didn't. */
  joined_at: number | null
  /** In which they last signed in to the console; null: not known. */
  language: string | null
}

/** What each member may invite by themselves; at most one row. Without it: nothing. */
export interface AllowanceRow {
  id: 1
  /** Invitations per member in 30 days. */
  per_month: number
  /** People per invitation. */
  uses: number
  /** How long an invitation is open, in ms. */
  lasts_ms: number
  profile_id: string | null
  /** Days since joining, before which a member may invite nobody. */
  min_days: number
}

/** A token with which a person's programs use the API. */
export interface PersonalTokenRow {
  id: string
  /** SHA-256 of the token. */
  hash: string
  mxid: string
  name: string
  /** JSON: a list of permissions. */
  permissions: string
  made_at: number
  expires_at: number
  /** To the minute. */
  used_at: number | null
}

export interface SessionRow {
  id: string
  token_hash: string
  /** Null: whoever has the shell. */
  mxid: string | null
  way: SignInWay
  /** The name of the browser, such as `Firefox`. */
  browser: string
  made_at: number
  seen_at: number
  expires_at: number
}

/** An attempt to sign in that continues at the homeserver's pages. */
export interface SignInRow {
  state_hash: string
  /** Of the cookie that binds the attempt to its browser. */
  browser_hash: string
  way: SignInWay
  /** What the way has to remember, such as the PKCE verifier. */
  verifier: string
  next_path: string
  expires_at: number
}

export interface ConsoleLinkRow {
  hash: string
  /** Null: an operator's session without an account. */
  mxid: string | null
  expires_at: number
}
