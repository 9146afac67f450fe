import type { Actor } from '../../model/actor.ts'
import type { EventKind } from '../../model/events.ts'
import type { RequestRow } from '../../store/request-rows.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import { type EventTools, recordEvent } from '../events/record.ts'

interface Told {
  kind: Extract<EventKind, `request.${string}` | 'requests.full'>
  request: Pick<RequestRow, 'id' | 'number'>
  actor: Actor
  /** The id of the invitation that answers it. */
  invite?: string | undefined
}

/** Records what happened to a request. Its number stays readable when the request is forgotten. */
export async function tellOf(
  trx: DatabaseTransaction,
  { kind, request, actor, invite }: Told,
  tools: EventTools,
): Promise<void> {
  const data = { number: request.number, ...(invite !== undefined && { invite }) }
  const event = { at: tools.clock(), actor, kind, subject: request.id, data }
  await recordEvent(trx, event, tools)
}
