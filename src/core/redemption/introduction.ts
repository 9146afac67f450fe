import { createHash } from 'node:crypto'
import { isMatrixId } from '../../shared/matrix-id.ts'
import type { Profile } from '../../model/profile.ts'
import type { Homeserver } from '../../ports/homeserver.ts'

/*
 * What is done for a new account: its display name, the rooms of its profile, a direct room with the member
 * who invited, and the mail address that the invitation was bound to. Each is a step with a job of its own
 * (introduce.ts), made with the account, so that none is lost with a process. Accounts that are found out
 * about later are introduced, too.
 */

type Means = Pick<Homeserver, 'actFor' | 'bySession' | 'namesAccounts' | 'addMail'>

/** The name that a job has to set; null if the account has it anyway, or no job can. */
export function nameToSet(homeserver: Means, typed: string, localpart: string): string | null {
  const name = nameAsTyped(typed, localpart)
  const isSettable = canAct(homeserver) && !homeserver.namesAccounts
  return isSettable && name !== localpart ? name : null
}

/** The localpart as typed: `Ana` from `Ana` or `@Ana:example.org`, for `ana`. */
export function nameAsTyped(typed: string, localpart: string): string {
  const start = typed.toLowerCase().indexOf(localpart)
  return start < 0 ? localpart : typed.slice(start, start + localpart.length)
}

interface Wanted {
  /** As `nameToSet`. */
  name: string | null
  profile: Profile
  /** Who invited: a Matrix id, unless it was done by a command or a token. */
  inviter: string
  /** Whether the invitation was sent to a mail address. */
  hasMail?: boolean
}

/** The steps for a new account, a word each: `name`, `room-…` for each room, `dm`, `mail`. */
export function introductionSteps(homeserver: Means, wanted: Wanted): string[] {
  if (!canAct(homeserver)) return []
  const { name, profile, inviter, hasMail = false } = wanted
  const { rooms, directMessage } = profile
  const hasDirect = directMessage && isMatrixId(inviter)
  return [
    ...(name === null ? [] : ['name']),
    ...rooms.map(roomStep),
    ...(hasDirect ? ['dm'] : []),
    ...(hasMail && profile.pinned === 'mail' && homeserver.addMail ? ['mail'] : []),
  ]
}

/** Whatever is added to the rooms of a profile, or moved in them, a step keeps its room. */
export function roomStep(room: string): string {
  return `room-${createHash('sha256').update(room).digest('hex').slice(0, 16)}`
}

function canAct({ actFor, bySession }: Means): boolean {
  return actFor !== undefined || bySession !== undefined
}
