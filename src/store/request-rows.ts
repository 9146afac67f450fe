import type { RequestState } from '../model/request.ts'

/** Somebody without an invitation who asks to join. Deleted when withdrawn or forgotten. */
export interface RequestRow {
  id: string
  /** Counted up, never reused: what people call it. */
  number: number
  /** SHA-256 of the secret of the applicant's page. */
  secret_hash: string
  state: RequestState
  /** A keyed digest of the network that it came from. */
  network: string
  /** A prefill only, neither reserved nor pinned. */
  wished_name: string
  words: string
  /** JSON: a list of `Answer`. */
  answers: string
  /** The applicant's Matrix id elsewhere; '' if none was given. */
  address: string
  /** The mail address for the decision (`mail_addresses`); null: none was given. */
  mail_id: string | null
  /** The language of the page. */
  language: string
  /** The version of the rules that was agreed to; null: there were none. */
  rules_hash: string | null
  made_at: number
  /** When it was decided or ended. */
  decided_at: number | null
  /** What the decider said to the applicant; '' if nothing. */
  sentence: string
  /** When name, words, answers and address were erased; the consent stays. */
  erased_at: number | null
}

/** A member who knows the applicant. */
export interface VouchRow {
  request_id: string
  mxid: string
  made_at: number
}

/** One version of the rules that applicants agreed to. */
export interface RulesRow {
  /** SHA-256 of the text. */
  hash: string
  text: string
  first_used_at: number
}

/** At most one row. Its lock serializes new requests, so that their limits are exact. */
export interface RequestCounterRow {
  id: 1
  last_number: number
}

/** A further secret of an applicant's page, for a mail: of the first one only a hash is known. */
export interface RequestPageRow {
  hash: string
  request_id: string
}
