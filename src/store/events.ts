import type { Actor } from '../model/actor.ts'
import type { EventKind } from '../model/events.ts'
import { newId, type Random } from '../shared/ids.ts'
import { precompiled } from './precompiled.ts'
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

/**
 * Gives their ids; 1,000 at most, since a statement takes 32,766 values. Only for `recordEvent`, which
 * makes the jobs that belong to an event.
 */
export async function insertEvents(
  db: Database,
  random: Random,
  events: readonly NewEvent[],
): Promise<string[]> {
  const rows = events.map((event) => rowOf(event, random))
  const [only] = rows
  if (only && rows.length === 1) await insertOne(db, only)
  else if (only) await db.insertInto('events').values(rows).execute()
  return rows.map(({ id }) => id)
}

const insertOne = precompiled((db, row: EventRow) =>
  db.insertInto('events').values({
    id: row.id,
    at: row.at,
    actor_kind: row.actor_kind,
    actor_id: row.actor_id,
    via: row.via,
    kind: row.kind,
    subject: row.subject,
    data: row.data,
  }),
)

function rowOf({ at, actor, kind, subject, data = {} }: NewEvent, random: Random): EventRow {
  return {
    id: newId(at, random),
    at,
    actor_kind: actor.kind,
    actor_id: actor.id,
    via: actor.via,
    kind,
    subject,
    data: JSON.stringify(data),
  }
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
