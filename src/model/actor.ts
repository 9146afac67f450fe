import type { Permission } from './permission.ts'

/** The kind of an actor. It decides what the actor may do (core/permissions.ts). */
export type ActorKind =
  | 'operator'
  | 'moderator'
  | 'member'
  | 'newcomer'
  | 'token'
  | 'shell'
  | 'system'

/** The interface that the actor uses. */
export type Via = 'portal' | 'console' | 'api' | 'cli' | 'bot' | 'module' | 'job'

/** The person or program that does something. */
export interface Actor {
  kind: ActorKind
  /** A Matrix id or the id of a token; null where the kind alone identifies the actor. */
  id: string | null
  via: Via
  /** Set with a personal token: of what the kind may do, only this. */
  only?: readonly Permission[]
}

/** Anybody who can run commands on the machine. */
export const shellActor: Actor = { kind: 'shell', id: null, via: 'cli' }

/** Anybody who knows the admin secret. */
export const adminActor: Actor = { kind: 'operator', id: null, via: 'api' }

/** A person with an invitation, at the public pages or a predecessor's URLs. */
export const newcomerActor: Actor = { kind: 'newcomer', id: null, via: 'portal' }

/** Latchkey itself. */
export const systemActor: Actor = { kind: 'system', id: null, via: 'job' }

/** A client of portero's private listener: it may create invitations and do nothing else. */
export const mintActor: Actor = { kind: 'token', id: 'portero', via: 'api' }

/** What stands for an actor without an id in lists, metrics and `created_by`. */
const doors: Record<Via, string> = {
  portal: 'portal',
  console: 'console',
  api: 'api',
  cli: 'command line',
  bot: 'bot',
  module: 'module',
  job: 'system',
}

/** The interface that an actor used, as operators read it: `command line`. */
export function doorOf({ via }: Pick<Actor, 'via'>): string {
  return doors[via]
}

/** The value of `created_by`: a Matrix id, or the interface where the actor has no id. */
export function authorOf(actor: Actor): string {
  return (actor.kind === 'token' ? null : actor.id) ?? doorOf(actor)
}
