export type What = 'status' | 'contentType' | 'allow' | 'json'

/** A recording that is answered differently on purpose: how, and why. */
export interface Difference {
  what: readonly What[]
  why: string
}

const everything: What[] = ['status', 'contentType', 'json']

const corrected = (why: string): Difference => ({ what: everything, why })

const crash = (why: string): Difference => corrected(`The program crashed (500). ${why}`)

const asJson: Difference = {
  what: ['contentType', 'json'],
  why: 'Errors of the APIs are JSON, since their clients read every answer as JSON.',
}

const noToken: Difference = {
  what: ['json'],
  why: "The new account's access token isn't given away: nobody asked for that device.",
}

const more = (why: string): Difference => ({ what: ['allow'], why })

/** All differences from the recordings. A test fails for a missing or an outdated entry. */
export const differences: Readonly<Record<string, Difference>> = {
  '010-post-register-success': noToken,
  '058-post-token-empty-object': crash('An empty object stands for the defaults.'),
  '064-post-token-max_usage-string': crash('A text that is no number is refused.'),
  '066-post-token-expiration-int': crash('A number is no date.'),
  '084-patch-expiration': crash('A date can be changed, as was meant.'),

  'v0.7.2-032-post-one-time-text': crash('A text is neither true nor false.'),
  'v0.7.2-033-post-empty-object': crash('An empty object stands for the defaults.'),
  'v0.7.2-036-post-date-int': crash('A number is no date.'),
  'v0.7.2-040-post-empty': corrected('No body stands for the defaults.'),
  'v0.7.2-041-post-malformed': asJson,
  'v0.7.2-062-put-empty': asJson,
  'v0.7.2-070-delete': corrected('Tokens can be deleted at either path.'),
  'v0.7.2-071-post-name': asJson,
  'v0.7.2-073-options-name': more('Tokens can be changed and deleted at either path.'),
  'v0.7.2-082-page-put': asJson,

  'v0.9.1-010-register-success': noToken,
  'v0.9.1-028-register-80-bytes': {
    what: ['status', 'json'],
    why: 'More than 72 bytes of a password are refused: Synapse would ignore the rest.',
  },
  'v0.9.1-029-register-at': {
    what: ['status', 'json'],
    why: 'The sigil is taken off before the homeserver is asked, as was meant.',
  },
  'v0.9.1-030-register-upper': noToken,
  'v0.9.1-027-register-common-password': noToken,
  'v0.9.1-040-register-multipart': noToken,
  'v0.9.1-070-post-malformed': asJson,
  'v0.9.1-071-post-list': crash('A list is refused.'),
  'v0.9.1-072-post-empty': corrected('No body stands for the defaults.'),
  'v0.9.1-090-put': asJson,
  'v0.9.1-097-register-put': asJson,
}
