import type { Actor } from '../../model/actor.ts'
import type { App } from '../context.ts'
import { scopeOf } from '../permissions.ts'

/** Whether the actor decides requests here (`requests.deciders`). */
export function mayDecide({ config }: Pick<App, 'config'>, actor: Actor): boolean {
  const isAsked = config.requests.deciders === 'moderators' || actor.kind !== 'moderator'
  return isAsked && scopeOf(actor, 'requests:decide') !== undefined
}
