import type { OfferedWay } from '../ports/sign-in.ts'

/** What somebody is to the community; it decides what they may do (core/permissions.ts). */
export type Role = 'operator' | 'moderator' | 'member'

/**
 * What gives somebody their role: `console.operators`, an operator in the console, the homeserver's
 * administrators, power in the room of `console.moderators_from`, or an account alone.
 */
export type RoleSource = 'file' | 'named' | 'homeserver' | 'room' | 'default'

/** How a session began. `link`: a one-time link of `latchkey console link`. */
export type SignInWay = OfferedWay | 'link'
