/** How accounts come to be, in the words of `homeserver.kind`. */
export const kinds = ['synapse', 'mas', 'mas-token', 'registration-token', 'dendrite'] as const
export type Kind = (typeof kinds)[number]

/** For how long an account that was asked for may still come to exist, in ms. */
export const lateness: Record<Kind, number> = {
  // The life of a nonce.
  synapse: 60_000,
  dendrite: 5 * 60_000,
  // A request is taken only as long as its access token lives.
  mas: 5 * 60_000,
  // A token that nobody was given makes no account.
  'mas-token': 0,
  // Nothing ends by itself, but nothing on the way holds a request for so long and lets it go on.
  'registration-token': 5 * 60_000,
}
