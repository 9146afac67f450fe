/**
 * Every reason for a refusal. The list is closed: each code has one HTTP status
 * (src/http/kit/errors.ts) and one sentence in every language (src/i18n).
 */
export type ProblemCode =
  | 'invite_unknown'
  | 'invite_scheduled'
  | 'invite_expired'
  | 'invite_used_up'
  | 'invite_closed'
  | 'places_held'
  | 'form_invalid'
  | 'portal_busy'
  | 'homeserver_unavailable'
  | 'homeserver_busy'
  | 'homeserver_refused'
  | 'outcome_unknown'
  | 'redemption_unknown'
  | 'redemption_ended'
  | 'redemption_open'
  | 'code_in_use'
  | 'uses_below_taken'
  | 'invite_unbound'
  | 'profile_unknown'
  | 'mail_off'
  | 'mail_address_invalid'
  | 'mail_unknown'
  | 'mail_sent_lately'
  | 'mail_words_invalid'
  | 'profile_in_use'
  | 'accounts_never_end'
  | 'no_direct_messages'
  | 'rooms_closed'
  | 'guest_unknown'
  | 'person_unknown'
  | 'invited_unknown'
  | 'invited_decided'
  | 'already_extended'
  | 'request_unknown'
  | 'request_decided'
  | 'request_unbound'
  | 'requests_full'
  | 'ends_too_early'
  | 'undo_over'
  | 'token_unknown'
  | 'webhook_unknown'
  | 'member_unknown'
  | 'allowance_off'
  | 'allowance_spent'
  | 'joined_too_recently'
  | 'input_invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'api_off'
  | 'console_insecure'
  | 'link_over'
  | 'sign_in_wrong'
  | 'sign_in_refused'
  | 'sign_in_over'
  | 'account_shut'
  | 'account_foreign'
  | 'cross_site'
  | 'host_not_allowed'
  | 'too_many_requests'
  | 'bad_request'
  | 'not_found'
  | 'method_not_allowed'
  | 'unsupported_media_type'
  | 'payload_too_large'
  | 'database_unavailable'
  | 'internal'

/** Errors of one field of the account form. */
export type FieldCode =
  | 'name_missing'
  | 'name_part'
  | 'name_link'
  | 'name_characters'
  | 'name_spaces'
  | 'name_invisible'
  | 'name_underscore'
  | 'name_is_number'
  | 'name_pattern'
  | 'name_invalid'
  | 'name_too_short'
  | 'name_too_long'
  | 'name_fixed'
  | 'name_reserved'
  | 'name_taken'
  | 'name_busy'
  | 'password_missing'
  | 'password_too_short'
  | 'password_too_long'
  | 'password_too_wide'
  | 'password_common'
  | 'password_guessable'
  | 'password_is_name'
  | 'password_refused'
  | 'confirm_differs'
  | 'email_invalid'
  | 'terms_unseen'

export type Field = 'name' | 'password' | 'confirm' | 'email' | 'terms'

/** What is wrong with the text in a field. */
export interface FieldFault {
  code: FieldCode
  /** The part that is wrong, as it was typed. */
  part?: string
  /** The corrected text, which all rules here allow. */
  offer?: string
  /** The least and the most characters that it can have, and how many are too many. */
  min?: number
  max?: number
  over?: number
}

export interface FieldProblem extends FieldFault {
  field: Field
}

/** An error in one part of an API request. */
export interface InputError {
  /** Position in the body: a JSON pointer as a URI fragment (RFC 6901, section 6). */
  pointer?: string
  /** The name of the query parameter. */
  parameter?: string
  detail: string
}

export interface ProblemDetails {
  /** When a retry makes sense, in seconds. */
  retryAfter?: number
  fields?: FieldProblem[]
  errors?: InputError[]
  /** The exact cause, for operators and API clients. Never a secret. */
  detail?: string
  /** Values for the sentence: when the invitation opens or ended (ms), how many places it had. */
  at?: number | null
  places?: number | null
}

/** A refusal. The core throws it; it is rendered once: as a page, as problem+json or as a line. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly details: ProblemDetails

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(details.detail ?? code)
    this.name = 'Problem'
    this.code = code
    this.details = details
  }
}

/** A refusal because of one field of the account form. */
export function fieldProblem(field: Field, code: FieldCode): Problem {
  return new Problem('form_invalid', { fields: [{ field, code }] })
}
