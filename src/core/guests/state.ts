import { forgotten } from '../../store/people.ts'
import type { AccountRow } from '../../store/redemption-rows.ts'
import type { Scope } from '../permissions.ts'

export type AccountState = 'active' | 'suspended' | 'deactivated'

type Ends = Pick<AccountRow, 'ends_at' | 'ended_at'>

/** What the account is to be. A deactivation counts once it is decided. */
export function wantedState({ ends_at: end, ended_at: ended }: Ends, now: number): AccountState {
  if (ended !== null) return 'deactivated'
  return end === null || end > now ? 'active' : 'suspended'
}

/** Whether the account has an end that can still be moved. */
export function isGuest(account: Ends & Pick<AccountRow, 'localpart'>): boolean {
  const { localpart, ends_at: end, ended_at: ended } = account
  return localpart !== forgotten && end !== null && ended === null
}

type Term = Pick<AccountRow, 'made_at' | 'ends_at' | 'extended_at'>

/** The longest extension that the scope of `people:extend` allows, in ms. */
export function longestExtension(guest: Term, scope: Scope): number {
  if (scope === 'all') return Infinity
  return guest.extended_at === null ? termOf(guest) : 0
}

/** The length of the first term, in ms. */
function termOf({ made_at: made, ends_at: end }: Term): number {
  return Math.max(0, (end ?? made) - made)
}
