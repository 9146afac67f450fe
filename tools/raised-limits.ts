/** Synapse's limits (`rc_…` in homeserver.yaml) for tests that exceed the default ones. */
const often = { per_second: 10_000, burst_count: 10_000 }
const logins = { rc_login: { address: often, account: often, failed_attempts: often } }
const lookUps = { rc_profile: often }
const registrations = { rc_registration: often, rc_registration_token_validity: often }

export interface Raised {
  /** What runs with raised limits, and why. */
  who: string
  why: string
  limits: Record<string, unknown>
}

/** Every test Synapse without its default rate limits. CONTRIBUTING.md shows this table. */
export const raisedLimits = {
  histories: {
    who: 'fault histories',
    why: 'the judge signs in as every requested account, and days of settling pass in seconds',
    limits: { ...logins, ...lookUps },
  },
  tokenHistories: {
    who: 'fault histories by a registration token',
    why: 'the same, and a person whose connection is cut presses six times within a second',
    limits: { ...logins, ...lookUps, ...registrations },
  },
  measurements: {
    who: '`npm run bench` and `npm run test:attacks`',
    why: 'thousands of look-ups from one address, which measure work and not waiting',
    limits: lookUps,
  },
} satisfies Record<string, Raised>

/** The table of CONTRIBUTING.md. */
export function describeRaised(): string {
  const rows = Object.values(raisedLimits).map(({ who, why, limits }) => {
    const keys = Object.keys(limits).map((key) => `\`${key}\``)
    return `| ${who} | ${keys.join(', ')} | ${why} |`
  })
  return ['| what | raised | because |', '| --- | --- | --- |', ...rows].join('\n')
}
