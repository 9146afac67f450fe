import type { Actor } from '../model/actor.ts'
import type { EventKind } from '../model/events.ts'
import { newId, type Random } from '../shared/ids.ts'
import type { Database, EventRow } from './schema.ts'

export interface NewEvent {
  /** Milliseconds since 1970. */
  at: number
  actor: Actor
  kind: EventKind
  /** The id of what it happened to; null where that is nobody's any more. */
  subject: string | null
  /** Identifiers and closed words only; never a code, a name, an address or a secret. */
  data?: Readonly<Record<string, string | number | readonly string[]>>
}

/** Writes what happened. Call it in the transaction of the change. */
export async function writeEvent(db: Database, random: Random, event: NewEvent): Promise<void> {
  await writeEvents(db, random, [event])
}

/** The same for a batch: 1,000 at most, since a statement takes 32,766 values. */
export async function writeEvents(
  db: Database,
  random: Random,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return
  const rows = events.map(({ at, actor, kind, subject, data = {} }) => ({
    id: newId(at, random),
    at,
    actor_kind: actor.kind,
    actor_id: actor.id,
    via: actor.via,
    kind,
    subject,
    data: JSON.stringify(data),
  }))
  await db.insertInto('events').values(rows).execute()
}

/** What happened to a subject, the newest first. */
export async function listEvents(db: Database, subject: string, limit = 100): Promise<EventRow[]> {
  return db
    .selectFrom('events')
    .selectAll()
    .where('subject', '=', subject)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
