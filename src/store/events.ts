import type { Actor } from '../model/actor.ts'
import type { EventKind } from '../model/events.ts'
import { newId, type Random } from '../shared/ids.ts'
import { precompiled } from './precompiled.ts'
import type { Database, EventRow } from './schema.ts'
import { isStorable } from './storable.ts'

export interface NewEvent {
  /** Milliseconds since 1970. */
  at: number
  actor: Actor
  kind: EventKind
  /** The id of the object that changed; null if it was erased. */
  subject: string | null
  /** Identifiers and closed words only; never a code, a name, an address or a secret. */
  data?: Readonly<Record<string, string | number | readonly string[]>>
}

/**
 * Inserts at most 1,000 events (a statement takes 32,766 values) and returns their ids. Only for
 * `recordEvent`, which also creates the jobs of an event.
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

/** The events of a subject, newest first. */
export async function listEvents(db: Database, subject: string, limit = 100): Promise<EventRow[]> {
  return db
    .selectFrom('events')
    .selectAll()
    .where('subject', '=', subject)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** The id of the latest of these events that this actor caused. */
export async function latestEventBy(
  db: Database,
  { kind, id }: Pick<Actor, 'kind' | 'id'>,
  kinds: readonly EventKind[],
): Promise<string | undefined> {
  const row = await db
    .selectFrom('events')
    .select('id')
    .where('kind', 'in', kinds)
    .where('actor_kind', '=', kind)
    .where('actor_id', id === null ? 'is' : '=', id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

export async function findEvent(db: Database, id: string): Promise<EventRow | undefined> {
  if (!isStorable(id)) return undefined
  return db.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirst()
}
