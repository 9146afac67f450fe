import { sql } from 'kysely'
import type { InviteStatus } from '../model/invite-status.ts'
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
  before: string | undefined
  limit: number
}

/** A page of the console's list, newest first. */
export async function findForList(
  db: Database,
  { author, maker, state, text, before, limit }: ListFilter,
  now: number,
): Promise<InviteRow[]> {
  if (!isStorable(maker) || !isStorable(text)) return []
  let query = db
    .selectFrom('invites')
    .selectAll()
    .where('deleted_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(limit)
  if (author !== null) query = query.where('created_by', '=', author)
  if (maker !== '') query = query.where('created_by', '=', maker)
  if (state !== null) query = query.where((eb) => hasStatus(eb, state, now))
  if (before !== undefined) query = query.where('id', '<', before)
  if (text !== '') {
    const pattern = `${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where((eb) =>
      eb.or([
        eb('code', '=', text),
        sql<boolean>`lower(${eb.ref('label')}) like ${pattern} escape '\\'`,
      ]),
    )
  }
  return query.execute()
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
