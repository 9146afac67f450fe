/* Rows of attempts and accounts. Times are integer milliseconds since 1970. */

/** `unknown`: still open; the account was requested and no answer proved the outcome. */
export type RedemptionOutcome = 'created' | 'refused' | 'absent' | 'unknown'

export interface RedemptionRow {
  id: string
  invite_id: string
  /** The name that was wished. */
  localpart: string
  /** The name that was made, if it is another one; '' if that is not known. */
  made_as: string | null
  /** SHA-256 of the attempt key in the browser's cookie; identifies retries. */
  attempt: string | null
  held_at: number
  /** When the account was last requested: it can come to exist for a while afterwards. */
  asked_at: number | null
  /** 1 if the name was free when the account was requested; null if unknown. */
  known_free: number | null
  /** The kind of homeserver that was asked. */
  asked_of: string | null
  /** The result of step one of two, such as the id of an account without a password. */
  account_ref: string | null
  /** How long after `asked_at` the request can still take effect, in ms. */
  late_ms: number | null
  /** When the homeserver reported the name free, by its own clock; null if it didn't. */
  free_since: number | null
  /** Number of requests that may have set a password: above 0 the account may be in use. */
  password_requests: number
  /** When undoing a half-made account began: afterwards no request may continue it. */
  closing_at: number | null
  /** 1: the account exists and an administrator of the homeserver has to approve it. */
  awaits_approval: number
  /** 1: the answer with our session was lost, so that session may still be open. */
  session_left: number
  /** The name with its capitals, until a job has given it to the account; null: no job has to. */
  display_name: string | null
  ended_at: number | null
  outcome: RedemptionOutcome | null
  /** Why there is no account or introduction, or no certainty: a word of a closed list. */
  reason: string | null
  /** What the homeserver said then, without secrets and names. */
  cause: string | null
}

/** An account that a redemption created; inserted in the transaction that ends the redemption. */
export interface AccountRow {
  /** Also the id of the account. The row may outlive its redemption. */
  redemption_id: string
  /** '' if erased. */
  localpart: string
  invite_id: string
  /** As in `invites.created_by`. */
  invited_by: string
  profile_id: string | null
  made_at: number
  /** Null: the account has no end. */
  ends_at: number | null
  /** From `ends_at` to the deactivation, in ms; null where the profile has no end. */
  grace_ms: number | null
  /** The last notice of its end that was given: 7 days before, or 1; null: none for this end. */
  reminded_days?: 1 | 7 | null
  /** When the person who invited extended it: they may do so once. */
  extended_at: number | null
  /** When its owner first followed a link into an app from their page. */
  app_opened_at: number | null
  /** When it was decided to suspend it; null: it is to be active. */
  suspended_at: number | null
  /** When it was decided to deactivate it, which nobody can undo here. */
  ended_at: number | null
}

/** A link to the page of an account (`/me/…`), for whoever has it. */
export interface WayBackRow {
  /** SHA-256 of the link's secret. */
  hash: string
  /** The id of the account, or of the redemption that may still become one. */
  account: string
  expires_at: number
  /** When the page was last opened by it, to the hour; null: not after the hour in which it was made. */
  used_at: number | null
}
