import type { InvitedReason } from '../../model/invited-account.ts'
import type { BotFailure } from '../../ports/bot.ts'

type Refused = Pick<Extract<BotFailure, { kind: 'refused' }>, 'status' | 'errcode'>

/**
 * Why a homeserver refused to invite somebody whom it lets into the room. `isOurs`: they are of the bot's
 * server. M_FORBIDDEN has many causes, of which the text is kept for operators.
 */
export function reasonOf({ status, errcode }: Refused, isOurs: boolean): InvitedReason {
  switch (errcode) {
    case 'M_INVITE_BLOCKED':
      return 'blocks'
    // Synapse's answer about somebody who is banned.
    case 'M_BAD_STATE':
      return 'banned'
    case 'M_UNSUPPORTED_ROOM_VERSION':
    case 'M_INCOMPATIBLE_ROOM_VERSION':
    case 'M_INCOMPATIBLE_SERVER':
      return 'version'
    default:
      break
  }
  // The room is there, as the bot has just looked into it.
  if (status === 404) return 'no_account'
  return isOurs ? 'forbidden' : 'server_refused'
}
