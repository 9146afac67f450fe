import type { Refused } from './homeserver.ts'

/** The hold was given back while its owner waited: nothing may be asked for any more. */
export const superseded: Refused = {
  kind: 'refused',
  reason: 'portal_busy',
  retryAfterMs: 5_000,
  cause: 'the hold was given back while it waited',
}
