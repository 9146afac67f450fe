import type { Actor, ActorKind } from '../../model/actor.ts'
import type { EventRow } from '../../store/schema.ts'
import type { Happening } from './views/happenings.ts'

/** An event for the pages. `what`: what it happened to. */
export function happeningOf(event: EventRow, what: Happening['what']): Happening {
  const { columns = [] } = JSON.parse(event.data) as { columns?: string[] }
  return { at: event.at, actor: actorOf(event), kind: event.kind, what, columns }
}

function actorOf({ actor_kind: kind, actor_id: id, via }: EventRow): Actor {
  return { kind: kind as ActorKind, id, via }
}
