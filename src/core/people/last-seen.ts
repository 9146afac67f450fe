import type { Actor } from '../../model/actor.ts'
import type { LastSeen } from '../../ports/account-actions.ts'
import type { Homeserver } from '../../ports/homeserver.ts'
import { forgotten } from '../../store/people.ts'
import { onlyAuthor } from '../permissions.ts'
import type { Somebody } from './resource.ts'

/** `unanswered`: the homeserver didn't say, or not in time. `untold`: nobody here may ask it, or know. */
export type Seen = LastSeen | 'unanswered' | 'untold'

/** How long a page waits for the homeserver, in ms. */
const longestMs = 2_000

/**
 * When somebody was last seen in an app. The homeserver is asked once, when it is looked at, and nothing is
 * kept. Only for those who may see everybody: a member doesn't watch a friend.
 */
export async function lastSeenOf(
  { lastSeen }: Pick<Homeserver, 'lastSeen'>,
  { kind, account }: Somebody,
  actor: Actor,
): Promise<Seen> {
  if (kind !== 'account' || onlyAuthor(actor, 'people:read') !== null) return 'untold'
  const { localpart, ended_at: ended } = account
  if (!lastSeen || localpart === forgotten || ended !== null) return 'untold'
  const { promise: late, resolve } = Promise.withResolvers<'unanswered'>()
  const timer = setTimeout(() => resolve('unanswered'), longestMs)
  try {
    return await Promise.race([lastSeen(localpart), late])
  } finally {
    clearTimeout(timer)
  }
}
