/**
 * `waiting`: the homeserver has not taken the invitation yet. `invited`, `joined`: they have a place.
 * `declined`: they keep it until it is taken back. `taken_back`, `refused`: they have none.
 */
export const invitedStates = [
  'waiting',
  'invited',
  'joined',
  'declined',
  'taken_back',
  'refused',
] as const
export type InvitedState = (typeof invitedStates)[number]

/** Why somebody was not invited, or not yet: a closed list. */
export const invitedReasons = [
  'already_in',
  'banned',
  'blocks',
  'no_account',
  'version',
  'unreachable',
  'no_power',
  'not_in_room',
  'no_room',
  'no_bot',
  'bot_signed_out',
  'server_refused',
  'forbidden',
] as const
export type InvitedReason = (typeof invitedReasons)[number]
