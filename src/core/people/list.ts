import { findInvited } from '../../store/invited-find.ts'
import { findMatrixPeople, type MatrixPerson } from '../../store/matrix-people.ts'
import { findPeople, findPerson, type PeopleFilter, type Person } from '../../store/people-list.ts'
import type { Database } from '../../store/schema.ts'
import type { Somebody } from './resource.ts'

/** Somebody as `Somebody`, with the invitation that they came with. */
export type Listed =
  | { kind: 'account'; account: Person }
  | { kind: 'matrix_account'; account: MatrixPerson }

export interface Wanted extends Omit<PeopleFilter, 'last'> {
  /** Null: both. */
  kind: Somebody['kind'] | null
  /** The id of the last one of the page before. */
  before: string | undefined
}

/**
 * A page of everybody who came by a link: the latest first; where a name is looked for by name; where an
 * end is, the next to end first.
 */
export async function listPeople(
  db: Database,
  { kind, before, ...filter }: Wanted,
): Promise<Listed[]> {
  const last = before === undefined ? undefined : await placeOf(db, before, filter)
  if (last === null) return []
  const wanted = { ...filter, last }
  const accounts = kind === 'matrix_account' ? [] : await findPeople(db, wanted)
  // Nobody here ends a Matrix account.
  const hasOwn = kind !== 'account' && filter.endsBefore === undefined
  const own = hasOwn ? await findMatrixPeople(db, wanted) : []
  const listed: Listed[] = [
    ...accounts.map((account) => ({ kind: 'account' as const, account })),
    ...own.map((account) => ({ kind: 'matrix_account' as const, account })),
  ]
  if (filter.endsBefore !== undefined) return listed
  const sorted = filter.name === '' ? listed.toSorted(byAge) : listed.toSorted(byName)
  return sorted.slice(0, filter.limit)
}

export function idOf({ kind, account }: Listed): string {
  return kind === 'account' ? account.redemption_id : account.id
}

/** What lists are sorted by: `ana`, or `ana:other.org`. */
function nameOf({ kind, account }: Somebody): string {
  return kind === 'account' ? account.localpart : account.address.slice(1)
}

const byAge = (a: Listed, b: Listed): number => (idOf(a) < idOf(b) ? 1 : -1)

function byName(a: Listed, b: Listed): number {
  if (nameOf(a) === nameOf(b)) return -byAge(a, b)
  return nameOf(a) < nameOf(b) ? -1 : 1
}

type Place = NonNullable<PeopleFilter['last']>

/**
 * Where somebody stands in a list; null: nowhere. Only a list by name needs their row, of somebody whom its
 * reader may see: the page would tell where another name stands.
 */
async function placeOf(
  db: Database,
  id: string,
  { name, author }: Pick<PeopleFilter, 'name' | 'author'>,
): Promise<Place | null> {
  if (name === '') return { id, name: '' }
  const account = await findPerson(db, id, author)
  if (account) return { id, name: account.localpart }
  const own = await findInvited(db, id)
  if (!own || (author !== null && own.invited_by !== author)) return null
  return { id, name: own.address.slice(1) }
}

/** The beginning of a name in what was typed: a name, or an address of this server. */
export function startOfName(typed: string, serverName: string): string {
  const bare = typed.toLowerCase().replace(/^@/, '')
  const suffix = `:${serverName}`
  return bare.endsWith(suffix) ? bare.slice(0, -suffix.length) : bare
}
