import type { Refused } from './account-creation.ts'

/** The hold was given back while its owner waited, so no account may be requested any more. */
export const superseded: Refused = {
  kind: 'refused',
  reason: 'portal_busy',
  retryAfterMs: 5_000,
  cause: 'the place was given back while the person waited',
}
