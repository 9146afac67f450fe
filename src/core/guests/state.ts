import type { Notice } from '../../store/guests.ts'
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

const day = 24 * 3_600_000

/** Which notice of its end is due, in days before; null: none. The last one takes the place of the first. */
export function noticeOf(
  account: Ends & Pick<AccountRow, 'localpart' | 'suspended_at'>,
  now: number,
): Notice | null {
  const leftMs = (account.ends_at ?? 0) - now
  if (!isGuest(account) || account.suspended_at !== null || leftMs <= 0) return null
  if (leftMs <= day) return 1
  return leftMs <= 7 * day ? 7 : null
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
