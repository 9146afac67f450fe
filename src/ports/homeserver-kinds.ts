/** How accounts come to be, in the words of `homeserver.kind`. */
export const kinds = ['synapse', 'mas', 'mas-token', 'registration-token', 'dendrite'] as const
export type HomeserverKind = (typeof kinds)[number]

const seconds = 1000
const minutes = 60 * seconds

/** How long a nonce lives: a registration with a shared secret is refused after it. */
export const nonceLifeMs = { synapse: 60 * seconds, dendrite: 5 * minutes } as const

/** The longest that something between us and a homeserver is expected to hold a request back. */
const longestOnTheWayMs = 5 * minutes

/** On top of a late creation, in ms: for clocks, queues and a slow homeserver. */
export const settleMarginMs = 30 * seconds

/** How long an access token of MAS lives by default; what it really says is reckoned with when asked. */
const masTokenLifeMs = 5 * minutes

/**
 * For how long an account that was asked for may still come to exist, in ms, as far as the
 * configuration tells. `timeoutMs`: of one call (`homeserver.timeout`).
 */
export function maxCreationDelayMs(kind: HomeserverKind, timeoutMs: number): number {
  switch (kind) {
    case 'synapse':
    case 'dendrite':
      return nonceLifeMs[kind]
    case 'mas':
      return masTokenLifeMs
    // A token that nobody was given makes no account.
    case 'mas-token':
      return 0
    // Nothing dies by itself: the request leaves within the timeout, and may be held on its way.
    case 'registration-token':
      return timeoutMs + longestOnTheWayMs
  }
}
