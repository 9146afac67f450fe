/** `fine`: as it should be. Only an `error` keeps people out, or lets in people without an invitation. */
export const severities = ['error', 'warning', 'notice', 'fine'] as const
export type Severity = (typeof severities)[number]

/** Everything that the doctor checks. The list is closed: docs/doctor.md has a section for each. */
export const findingCodes = [
  'configuration',
  'configuration_doubtful',
  'settle_after',
  'secret_readable',
  'database',
  'database_version',
  'portal_database',
  'database_room',
  'redemptions_open',
  'jobs',
  'old_program',
  'answers',
  'server_name',
  'kind',
  'clock',
  'open_registration',
  'first_account',
  'single_sign_on',
  'shared_secret',
  'admin_token',
  'flow',
  'registration_token',
  'mas_access',
  'mas_server',
  'mas_passwords',
  'mas_form',
  'rate_limits',
  'attempts',
  'not_running',
  'older_configuration',
  'socket',
  'public_url',
  'address_unknown',
  'path',
  'visitor_address',
  'well_known',
  'app_links',
  'rooms',
  'bot',
  'bot_rooms',
  'console',
  'sign_in',
  'sign_in_redirect',
  'sign_in_accounts',
  'sign_in_addresses',
  'webhooks',
  'requests',
  'mail',
  'mail_sender',
] as const
export type FindingCode = (typeof findingCodes)[number]

/** The result of one check: what was found, and what to do unless it is fine. */
export interface Finding {
  code: FindingCode
  severity: Severity
  sentence: string
  advice: string | null
}

export function fine(code: FindingCode, sentence: string): Finding {
  return { code, severity: 'fine', sentence, advice: null }
}

type FindingBuilder = (code: FindingCode, sentence: string, advice: string) => Finding

const as =
  (severity: Severity): FindingBuilder =>
  (code, sentence, advice) => ({
    code,
    severity,
    sentence: withoutDouble(sentence),
    advice,
  })

/** A sentence may end with what the homeserver said, which has a period of its own. */
function withoutDouble(sentence: string): string {
  return sentence.replaceAll(/\.\.(?=\s|$)/g, '.')
}

/** People are kept out, or let in without an invitation. */
export const error = as('error')
/** It works, but probably not as intended. */
export const warning = as('warning')
/** For information: nothing has to be done. */
export const notice = as('notice')
