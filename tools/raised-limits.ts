/** Synapse's limits (`rc_…` in homeserver.yaml) where a test can't keep to the default ones. */
const often = { per_second: 10_000, burst_count: 10_000 }
const login = { rc_login: { address: often, account: often, failed_attempts: often } }
const registration = { rc_registration: often, rc_registration_token_validity: often }

export interface Raised {
  /** Which tests, and why they can't keep to the default limits. */
  who: string
  why: string
  limits: Record<string, unknown>
}

/**
 * Every place that doesn't run against Synapse's default limits. Everybody else does: the portal
 * passes visitors' addresses on, and helpers send one of their own for each visitor and call.
 */
export const raisedLimits = {
  registrationTokens: {
    who: 'histories, approval and repeated requests by `registration-token`',
    why: 'hundreds of registrations, each with a login, that come from one address by default at 3 and 5 in all',
    limits: { ...registration, ...login },
  },
  load: {
    who: '`npm run bench` and `npm run test:attacks`',
    why: 'the load comes from one address, and what is measured is the portal, not the limit',
    limits: { ...registration, ...login, rc_profile: often },
  },
} satisfies Record<string, Raised>
