import { type RawBuilder, sql } from 'kysely'
import type { InviteStatus } from '../model/invite-status.ts'
import { isPostgres } from './database-clock.ts'
import { invitePhaseStatus } from './invite-phase.ts'
import type { InviteRow } from './invite-row.ts'
import { hasStatus } from './invites.ts'
import type { Database } from './schema.ts'
import { isStorable } from './storable.ts'

interface ListFilter {
  /** Only theirs (`created_by`); null: everybody's. */
  author: string | null
  /** The same, as somebody wishes; '': everybody's. */
  maker: string
  state: InviteStatus | null
  /** The beginning of a label, or a whole code. */
  text: string
  /** The id of the last one of the page before. */
  before: string | undefined
  limit: number
}

/** A page of the console's list: the newest first, or by label where a text is looked for. */
export async function findForList(
  db: Database,
  filter: ListFilter,
  now: number,
): Promise<InviteRow[]> {
  const { state, text, maker, limit } = filter
  if (!isStorable(maker) || !isStorable(text)) return []
  const found = text === '' ? newest(db, filter) : labelled(db, filter)
  if (state === null) return found.limit(limit).execute()
  // Those whose phase is late may be in this state, and are few.
  const inTime = found
    .where(sql<string>`(${sql.raw(invitePhaseStatus)})`, '=', state)
    .where((eb) => eb.or([eb('phase_until', 'is', null), eb('phase_until', '>', now)]))
  const late = found.where('phase_until', '<=', now).where((eb) => hasStatus(eb, state, now))
  const rows = [await inTime.limit(limit).execute(), await late.limit(limit).execute()].flat()
  return rows.toSorted(text === '' ? byAge : byLabel).slice(0, limit)
}

const byAge = (a: InviteRow, b: InviteRow) => (a.id < b.id ? 1 : -1)
const byLabel = (a: InviteRow, b: InviteRow) => {
  const [first, second] = [a.label.toLowerCase(), b.label.toLowerCase()]
  return first === second ? (a.id < b.id ? -1 : 1) : first < second ? -1 : 1
}

function scoped(db: Database, { author, maker }: ListFilter) {
  return db
    .selectFrom('invites')
    .selectAll()
    .where('deleted_at', 'is', null)
    .$if(author !== null, (query) => query.where('created_by', '=', author))
    .$if(maker !== '', (query) => query.where('created_by', '=', maker))
}

function newest(db: Database, filter: ListFilter) {
  const { before } = filter
  return scoped(db, filter)
    .orderBy('id', 'desc')
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
}

function labelled(db: Database, filter: ListFilter) {
  const { text, before } = filter
  const label = folded(db, sql.ref('label'))
  return scoped(db, filter)
    .where('label', '<>', '')
    .where(label, '>=', folded(db, sql`${text}`))
    .where(label, '<', folded(db, sql`${`${text}\u{10ffff}`}`))
    .orderBy(label)
    .orderBy('id')
    .$if(before !== undefined, (query) =>
      query.where((eb) => {
        const last = eb.selectFrom('invites').select([label.as('label'), 'id'])
        return sql<boolean>`(${label}, id) > ${last.where('id', '=', before ?? '')}`
      }),
    )
}

/** A label as its index has it. */
function folded(db: Database, label: RawBuilder<unknown>): RawBuilder<string> {
  return isPostgres(db) ? sql<string>`(lower(${label}) collate "C")` : sql<string>`lower(${label})`
}

interface Between {
  /** Ids, both included. */
  first: string
  last: string
  author: string
  limit: number
}

/** The invitations of one author between two of them, oldest first. */
export async function findBetween(
  db: Database,
  { first, last, author, limit }: Between,
): Promise<InviteRow[]> {
  return db
    .selectFrom('invites')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where('created_by', '=', author)
    .where('id', '>=', first)
    .where('id', '<=', last)
    .orderBy('id')
    .limit(limit)
    .execute()
}
