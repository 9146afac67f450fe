import type { InvitedState } from '../../model/invited-account.ts'
import { rfc3339 } from '../../shared/time.ts'
import type { InvitedAccount } from '../../store/invited-find.ts'
import type { Person } from '../../store/people-list.ts'
import { forgotten } from '../../store/people.ts'
import type { Context } from '../context.ts'
import { type AccountState, wantedState } from '../guests/state.ts'

/** Somebody who came by a link: with an account made here, or with a Matrix account that they have. */
export type Somebody =
  | { kind: 'account'; account: Person }
  | { kind: 'matrix_account'; account: InvitedAccount }

/** The same, as the API and `--json` show it. Times are RFC 3339 in UTC. */
export interface PersonResource {
  id: string
  kind: Somebody['kind']
  /** Null: erased, or not known. */
  user_id: string | null
  state: AccountState | InvitedState
  invite_id: string
  profile: string | null
  invited_by: string
  /** When they joined, or gave their address. */
  came_at: string
}

type Tools = Pick<Context, 'serverName' | 'clock'>

export function personResource(app: Tools, { kind, account }: Somebody): PersonResource {
  const { invite_id, invited_by } = account
  const both = { kind, invite_id, invited_by }
  if (kind === 'matrix_account') {
    const { id, address, state, profile_id: profile, held_at: at } = account
    const user_id = address === forgotten ? null : address
    return { id, ...both, user_id, state, profile, came_at: rfc3339(at) }
  }
  const { redemption_id: id, localpart, profile, made_at: at } = account
  const user_id = localpart === forgotten ? null : `@${localpart}:${app.serverName()}`
  const state = wantedState(account, app.clock())
  return { id, ...both, user_id, state, profile, came_at: rfc3339(at) }
}
