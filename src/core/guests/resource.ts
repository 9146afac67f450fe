import { rfc3339 } from '../../shared/time.ts'
import type { AccountRow } from '../../store/redemption-rows.ts'
import type { Context } from '../context.ts'

/** An account with an end, as the API and `--json` show it. Times are RFC 3339 in UTC. */
export interface Guest {
  id: string
  user_id: string
  state: 'active' | 'suspended'
  made_at: string
  /** Null: it has no end any more. */
  ends_at: string | null
  invited_by: string
}

export function guestResource({ serverName }: Pick<Context, 'serverName'>, row: AccountRow): Guest {
  return {
    id: row.redemption_id,
    user_id: `@${row.localpart}:${serverName()}`,
    state: row.suspended_at === null ? 'active' : 'suspended',
    made_at: rfc3339(row.made_at),
    ends_at: rfc3339(row.ends_at),
    invited_by: row.invited_by,
  }
}
