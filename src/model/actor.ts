/** What somebody is, which decides what they may do (core/permissions.ts). */
export type ActorKind = 'operator' | 'moderator' | 'member' | 'token' | 'shell' | 'system'

/** How they came in. */
export type Via = 'console' | 'api' | 'cli' | 'bot' | 'module' | 'job'

/** Who does something. */
export interface Actor {
  kind: ActorKind
  /** A Matrix id, or the id of a token; null for an actor of whom there is only one. */
  id: string | null
  via: Via
}

/** Whoever may run commands on the machine. */
export const shellActor: Actor = { kind: 'shell', id: null, via: 'cli' }

/** Whoever knows the admin secret. */
export const adminActor: Actor = { kind: 'operator', id: null, via: 'api' }

/** The program that mounts the portal. */
export const moduleActor: Actor = { kind: 'operator', id: null, via: 'module' }

/** Latchkey itself. */
export const systemActor: Actor = { kind: 'system', id: null, via: 'job' }

/** portero's private listener: whoever reaches it may make an invitation, and nothing else. */
export const mintActor: Actor = { kind: 'token', id: 'portero', via: 'api' }

/** Names of anonymous actors, in lists, metrics and `created_by`. */
const doors: Record<Via, string> = {
  console: 'console',
  api: 'api',
  cli: 'command line',
  bot: 'bot',
  module: 'module',
  job: 'system',
}

/** The door of an actor, in the words that operators read: `command line`. */
export function doorOf({ via }: Pick<Actor, 'via'>): string {
  return doors[via]
}

/** Who made something, for `created_by`: a Matrix id, or the door of an anonymous actor. */
export function authorOf(actor: Actor): string {
  return (actor.kind === 'token' ? null : actor.id) ?? doorOf(actor)
}
