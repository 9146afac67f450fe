/** Why a mail was not accepted. The list is closed; the words are in the operators' catalogue. */
export const mailReasons = [
  'mail_off',
  'unreachable',
  'timeout',
  'greeting_refused',
  'tls_missing',
  'certificate',
  'tls_failed',
  'auth_refused',
  'sender_refused',
  'recipient_later',
  'recipient_refused',
  'message_later',
  'message_refused',
  'broken_off',
  'other',
] as const
export type MailReason = (typeof mailReasons)[number]

/** Reasons for which another attempt is pointless (docs/decisions/054-mail.md). */
const finalReasons: readonly MailReason[] = ['mail_off', 'recipient_refused', 'message_refused']

export function isFinal(reason: MailReason): boolean {
  return finalReasons.includes(reason)
}

/**
 * `waiting`: a job sends it. `failed`: given up. `dropped`: pointless by the time it was to be sent, such as
 * an invitation that was withdrawn.
 */
export const deliveryStates = ['waiting', 'sent', 'failed', 'dropped'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** All mails, with the variables of their texts. `link`: the text has to have it. */
export const mailVariables = {
  invitation: ['community', 'server', 'link', 'date', 'inviter'],
  ends_tomorrow: ['community', 'server', 'link', 'date'],
  let_in: ['community', 'server', 'link', 'date'],
  declined: ['community', 'server', 'sentence'],
  request_made: ['community', 'server', 'link', 'number', 'name'],
  welcome: ['community', 'server', 'link', 'name'],
  guest_ends: ['community', 'server', 'date', 'name'],
  guest_of_yours_ends: ['community', 'server', 'link', 'date', 'name'],
  test: ['community', 'server'],
} as const satisfies Record<string, readonly string[]>

export type MailKind = keyof typeof mailVariables

export const mailKinds = Object.keys(mailVariables) as MailKind[]

/** What the variables stand for. A paragraph with one that is missing is left out. */
export type MailValues = Readonly<Partial<Record<string, string>>>

/** A subject of one line, and paragraphs separated by an empty line, with `{variables}`. */
export interface MailWords {
  subject: string
  body: string
}
