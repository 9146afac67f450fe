import { type Actor, type ActorKind, authorOf } from '../model/actor.ts'
import type { Permission } from '../model/permission.ts'
import { Problem } from '../shared/errors.ts'

/** What a permission covers: everything, or only what the actor created or the people they invited. */
export type Scope = 'all' | 'own'

type Row = Partial<Record<ActorKind, Scope>>

const operators: Row = { operator: 'all', shell: 'all', system: 'all' }
const moderators: Row = { ...operators, moderator: 'all' }
const members: Row = { ...moderators, member: 'own' }
/** Everybody who can sign in to the console, for what is theirs alone. */
const everybody: Row = { operator: 'own', shell: 'own', moderator: 'own', member: 'own' }

/**
 * Which kind of actor may do what. A subject rule ("own invitations only") is the scope here, never an
 * `if` in a handler. Tokens have no row: `tokens` lists their permissions.
 */
const table: Record<Permission, Row> = {
  'invites:create': members,
  'invites:read': members,
  'invites:change': members,
  'invites:delete': operators,
  'invites:adopt': operators,
  'people:read': members,
  'people:way-back': members,
  'people:extend': members,
  'people:suspend': moderators,
  'people:promote': operators,
  'people:deactivate': operators,
  'people:forget': operators,
  'requests:read': members,
  'requests:decide': moderators,
  'requests:vouch': members,
  'profiles:read': moderators,
  'profiles:write': operators,
  'roles:read': moderators,
  'roles:write': operators,
  'allowances:read': members,
  'allowances:write': operators,
  'sessions:end': everybody,
  'tokens:write': { ...operators, moderator: 'own', member: 'own' },
  'activity:read': members,
  'redemptions:read': operators,
  'redemptions:resolve': operators,
  'health:read': operators,
  'jobs:write': operators,
  'mail:test': operators,
  'mail:write': operators,
  'mail:own': everybody,
  'program:run': { shell: 'all' },
  'data:copy': { shell: 'all' },
}

/** The permissions of each token, by id. */
const tokens: Readonly<Record<string, readonly Permission[]>> = { portero: ['invites:create'] }

/** The scope of a permission for an actor; undefined if not allowed. */
export function scopeOf({ kind, id, only }: Actor, permission: Permission): Scope | undefined {
  if (only && !only.includes(permission)) return undefined
  if (kind !== 'token') return table[permission][kind]
  return tokens[id ?? '']?.includes(permission) ? 'all' : undefined
}

/** The only permission check. Problem `forbidden`. */
export function requirePermission(actor: Actor, permission: Permission): Scope {
  const scope = scopeOf(actor, permission)
  if (scope === undefined) throw new Problem('forbidden')
  return scope
}

/**
 * The author (`invites.created_by`) to whose things the permission is restricted; null: it covers
 * everybody's. Problem `forbidden`.
 */
export function onlyAuthor(actor: Actor, permission: Permission): string | null {
  return requirePermission(actor, permission) === 'own' ? authorOf(actor) : null
}
