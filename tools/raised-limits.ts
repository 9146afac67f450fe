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

/** Every place that doesn't run against Synapse's default limits, with the reason. */
export const raisedLimits = {
  registrationTokens: {
    who: 'histories, approval and repeated requests by `registration-token`',
    why: 'hundreds of registrations, each with a login, that come from one address by default at 3 and 5 in all',
    limits: { ...registration, ...login },
  },
  rig: {
    who: 'everybody else who starts a Synapse by tools/synapse.ts',
    why: 'visitors of most tests share the address 127.0.0.1, whose 500 look-ups one run uses up',
    limits: {
      ...registration,
      ...login,
      rc_message: often,
      rc_profile: often,
      rc_joins: { local: often, remote: often },
    },
  },
} satisfies Record<string, Raised>
