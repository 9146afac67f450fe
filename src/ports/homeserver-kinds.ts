/** The ways to create accounts, as values of `homeserver.kind`. */
export const makingKinds = [
  'synapse',
  'mas',
  'mas-token',
  'registration-token',
  'dendrite',
] as const

/** `none`: a community without a homeserver; people come with the Matrix account that they have. */
export const kinds = [...makingKinds, 'none'] as const
export type HomeserverKind = (typeof kinds)[number]

const seconds = 1000
const minutes = 60 * seconds

/** TTL of a nonce: later, a shared-secret registration with it is refused. */
export const nonceLifeMs = { synapse: 60 * seconds, dendrite: 5 * minutes } as const

/** The longest time that a proxy is expected to delay a request to the homeserver. */
const longestOnTheWayMs = 5 * minutes

/** Added to the maximum creation delay: covers clock errors, queues and a slow homeserver. */
export const settleMarginMs = 30 * seconds

/** Default TTL of a MAS access token. At run time the TTL that MAS states is used instead. */
const masTokenLifeMs = 5 * minutes

/**
 * How long after a request its account can still come to exist, in ms, as far as the configuration
 * tells. `timeoutMs`: timeout of one call (`homeserver.timeout`).
 */
export function maxCreationDelayMs(kind: HomeserverKind, timeoutMs: number): number {
  switch (kind) {
    case 'synapse':
    case 'dendrite':
      return nonceLifeMs[kind]
    case 'mas':
      return masTokenLifeMs
    // A registration token that nobody has received can't create an account.
    case 'mas-token':
    case 'none':
      return 0
    // Neither token nor session expires. The request leaves within the timeout; a proxy may delay it.
    case 'registration-token':
      return timeoutMs + longestOnTheWayMs
  }
}
