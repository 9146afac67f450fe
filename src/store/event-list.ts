import type { EventKind } from '../model/events.ts'
import type { Database, EventRow } from './schema.ts'

interface EventFilter {
  /** Only what this person did; null: what anybody did. */
  actorId: string | null
  without: readonly EventKind[]
  before: string | undefined
  limit: number
}

/** A page of everything that happened, the latest first. */
export async function findEvents(db: Database, filter: EventFilter): Promise<EventRow[]> {
  const { actorId, without, before, limit } = filter
  let query = db.selectFrom('events').selectAll().orderBy('id', 'desc').limit(limit)
  if (actorId !== null) query = query.where('actor_id', '=', actorId)
  if (before !== undefined) query = query.where('id', '<', before)
  if (without.length > 0) query = query.where('kind', 'not in', without)
  return query.execute()
}

/** The names of what events are about, by the id of the invitation or account. */
export interface Subjects {
  invites: ReadonlyMap<string, { label: string; code: string; deleted_at: number | null }>
  /** Local parts, or addresses of invited accounts; '' if erased. */
  accounts: ReadonlyMap<string, string>
}

export async function findSubjects(db: Database, events: readonly EventRow[]): Promise<Subjects> {
  const ids = (kind: RegExp) =>
    events.flatMap((event) =>
      kind.test(event.kind) && event.subject !== null ? [event.subject] : [],
    )
  const ofInvites = ids(/^(?:invite|redemption)\./)
  const ofAccounts = ids(/^account\./)
  const invites = await db
    .selectFrom('invites')
    .select(['id', 'label', 'code', 'deleted_at'])
    .where('id', 'in', ofInvites.length > 0 ? ofInvites : [''])
    .execute()
  const accounts = await db
    .selectFrom('accounts')
    .select(['redemption_id', 'localpart'])
    .where('redemption_id', 'in', ofAccounts.length > 0 ? ofAccounts : [''])
    .execute()
  const invited = await db
    .selectFrom('invited_accounts')
    .select(['id', 'address'])
    .where('id', 'in', ofAccounts.length > 0 ? ofAccounts : [''])
    .execute()
  return {
    invites: new Map(invites.map(({ id, ...rest }) => [id, rest])),
    accounts: new Map([
      ...accounts.map(({ redemption_id: id, localpart }) => [id, localpart] as const),
      ...invited.map(({ id, address }) => [id, address] as const),
    ]),
  }
}
