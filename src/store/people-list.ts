import { sql } from 'kysely'
import type { AccountRow } from './redemption-rows.ts'
import type { Database } from './schema.ts'
import { isStorable } from './storable.ts'

/** An account, with the invitation that it came with. */
export type Person = Pick<
  AccountRow,
  | 'redemption_id'
  | 'localpart'
  | 'invite_id'
  | 'invited_by'
  | 'made_at'
  | 'ends_at'
  | 'grace_ms'
  | 'extended_at'
  | 'ended_at'
  | 'app_opened_at'
> & { label: string; code: string; profile: string | null; invite_deleted_at: number | null }

export interface PeopleFilter {
  /** Only those whom they invited; null: everybody. */
  author: string | null
  /** The same, as somebody wishes; '': everybody. */
  inviter: string
  /** The beginning of a name; '': any. */
  name: string
  /** The last one of the page before: its id, and its name. */
  last: { id: string; name: string } | undefined
  /** Only accounts that end before, in ms, and have not ended: the next to end first. */
  endsBefore?: number | undefined
  limit: number
}

/** A page of the list of accounts: the latest first, or by name where one is looked for. */
export async function findPeople(db: Database, filter: PeopleFilter): Promise<Person[]> {
  const { author, inviter, name, last, endsBefore, limit } = filter
  if (!isStorable(inviter) || !isStorable(name)) return []
  const found = people(db)
    .$if(author !== null, (query) => query.where('invited_by', '=', author ?? ''))
    .$if(inviter !== '', (query) => query.where('invited_by', '=', inviter))
    .$if(endsBefore !== undefined, (query) =>
      query.where('ends_at', '<', endsBefore ?? 0).where('ended_at', 'is', null),
    )
  if (name !== '') return named(found, name, last).limit(limit).execute()
  const sorted = endsBefore === undefined ? latest : soonest
  return sorted(found, last).limit(limit).execute()
}

type Query = ReturnType<typeof people>

type Last = PeopleFilter['last']

function latest(query: Query, last: Last): Query {
  return query
    .orderBy('redemption_id', 'desc')
    .$if(last !== undefined, (found) => found.where('redemption_id', '<', last?.id ?? ''))
}

/** Who was forgotten keeps the account, which nobody here ends. */
function soonest(query: Query, last: Last): Query {
  return query
    .where('localpart', '<>', '')
    .orderBy('ends_at')
    .orderBy('redemption_id')
    .$if(last !== undefined, (found) =>
      found.where((eb) => {
        const before = eb.selectFrom('accounts').select(['ends_at', 'redemption_id'])
        return sql<boolean>`(ends_at, redemption_id) > ${before.where('redemption_id', '=', last?.id ?? '')}`
      }),
    )
}

/** Erased names are empty, so nothing that is looked for is their beginning. */
function named(query: Query, name: string, last: Last): Query {
  return query
    .where('localpart', '>=', name)
    .where('localpart', '<', `${name}\u{10ffff}`)
    .orderBy('localpart')
    .orderBy('redemption_id')
    .$if(last !== undefined, (found) =>
      found.where(sql<boolean>`(localpart, redemption_id) > (${last?.name}, ${last?.id})`),
    )
}

/** One account. `author`: only if they invited it; null: whoever did. */
export async function findPerson(
  db: Database,
  id: string,
  author: string | null,
): Promise<Person | undefined> {
  if (!isStorable(id)) return undefined
  return people(db)
    .where('redemption_id', '=', id)
    .$if(author !== null, (query) => query.where('invited_by', '=', author))
    .executeTakeFirst()
}

/** The latest account with a name. */
export async function findNamed(db: Database, localpart: string): Promise<Person | undefined> {
  if (!isStorable(localpart) || localpart === '') return undefined
  return people(db)
    .where('localpart', '=', localpart)
    .orderBy('redemption_id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

function people(db: Database) {
  return db
    .selectFrom('accounts')
    .innerJoin('invites', 'invites.id', 'accounts.invite_id')
    .leftJoin('profiles', 'profiles.id', 'accounts.profile_id')
    .select([
      'redemption_id',
      'localpart',
      'invite_id',
      'invited_by',
      'made_at',
      'ends_at',
      'accounts.grace_ms',
      'extended_at',
      'ended_at',
      'app_opened_at',
      'invites.label',
      'invites.code',
      'invites.deleted_at as invite_deleted_at',
      'profiles.name as profile',
    ])
}
