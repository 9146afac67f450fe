/** What somebody is to the community; it decides what they may do (core/permissions.ts). */
export type Role = 'operator' | 'moderator' | 'member'

/**
 * What gives somebody their role: `console.operators`, an operator in the console, the homeserver's
 * administrators, power in the room of `console.moderators_from`, or an account alone.
 */
export type RoleSource = 'file' | 'named' | 'homeserver' | 'room' | 'default'

/** The state of somebody's account at the homeserver. Only `good` has a session. */
export type Standing = 'good' | 'suspended' | 'locked' | 'deactivated'

/** How a session began. `link`: a one-time link of `latchkey console link`. */
export type SignInWay = 'oauth' | 'sso' | 'password' | 'link'
