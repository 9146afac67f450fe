/** How accounts come to be, in the words of `homeserver.kind`. */
export const kinds = ['synapse', 'mas', 'mas-token', 'registration-token', 'dendrite'] as const
export type Kind = (typeof kinds)[number]
