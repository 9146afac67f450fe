import type { InvitedReason, InvitedState } from '../../model/invited-account.ts'
import { rfc3339 } from '../../shared/time.ts'
import type { InvitedAccount } from '../../store/invited-find.ts'
import { forgotten } from '../../store/people.ts'

/** An invited Matrix account, as the API and `--json` show it. Times are RFC 3339 in UTC. */
export interface Invited {
  id: string
  invite_id: string
  /** Null: erased. */
  user_id: string | null
  state: InvitedState
  reason: InvitedReason | null
  /** What the homeserver said. */
  cause: string | null
  invited_by: string
  asked_at: string
  invited_at: string | null
  ended_at: string | null
}

export function invitedResource(row: InvitedAccount): Invited {
  return {
    id: row.id,
    invite_id: row.invite_id,
    user_id: row.address === forgotten ? null : row.address,
    state: row.state,
    reason: row.reason,
    cause: row.cause,
    invited_by: row.invited_by,
    asked_at: rfc3339(row.held_at),
    invited_at: rfc3339(row.invited_at),
    ended_at: rfc3339(row.ended_at),
  }
}
