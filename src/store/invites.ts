import { type ExpressionBuilder, sql } from 'kysely'
import type { InviteStatus } from '../model/invite-status.ts'
import type { Database, DatabaseTransaction, Schema } from './schema.ts'
import type { InviteRow as Invite } from './invite-row.ts'
import { isStorable } from './storable.ts'

/**
 * The whole row of the invitation with exactly this code; like `OpenDatabase.findByCode` without those of
 * requests.
 */
export async function findByCode(db: Database, code: string): Promise<Invite | undefined> {
  if (!isStorable(code)) return undefined
  return present(db).where('code', '=', code).where('request_id', 'is', null).executeTakeFirst()
}

/** The invitation with this folded code (easily confused symbols unified), if exactly one matches. */
export async function findByFolded(db: Database, folded: string): Promise<Invite | undefined> {
  if (!isStorable(folded)) return undefined
  const found = await present(db)
    .where('folded', '=', folded)
    .where('request_id', 'is', null)
    .limit(2)
    .execute()
  return found.length === 1 ? found[0] : undefined
}

/** `author`: only if it is theirs; null: anybody's. */
export async function findById(
  db: Database,
  id: string,
  author: string | null = null,
): Promise<Invite | undefined> {
  if (!isStorable(id)) return undefined
  const found = await present(db).where('id', '=', id).executeTakeFirst()
  return author === null || found?.created_by === author ? found : undefined
}

/** The invitation that answers a request. */
export async function findByRequest(db: Database, requestId: string): Promise<Invite | undefined> {
  return present(db).where('request_id', '=', requestId).executeTakeFirst()
}

function present(db: Database) {
  return db.selectFrom('invites').selectAll().where('deleted_at', 'is', null)
}

/** False if an invitation, perhaps a deleted one, already has the code. */
export async function insertInvite(db: Database, invite: Invite): Promise<boolean> {
  const made = await db
    .insertInto('invites')
    .values(invite)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return made.length === 1
}

/** Inserts a batch. Returns the ids of those whose code was free. */
export async function insertInvites(
  db: Database,
  invites: readonly Invite[],
): Promise<Set<string>> {
  if (invites.length === 0) return new Set()
  const made = await db
    .insertInto('invites')
    .values(invites)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return new Set(made.map(({ id }) => id))
}

/** Locks an invitation until the transaction ends, and reads it. `author`: as in `findById`. */
export async function lockInvite(
  trx: DatabaseTransaction,
  id: string,
  author: string | null,
): Promise<Invite | undefined> {
  // An update without a change locks the row on both databases.
  return trx
    .updateTable('invites')
    .set((eb) => ({ held: eb.ref('held') }))
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .$if(author !== null, (query) => query.where('created_by', '=', author))
    .returningAll()
    .executeTakeFirst()
}

/**
 * Sets columns. `max_uses` can't go below used + held places. `author`: only if the invitation is
 * theirs. Undefined if not done.
 */
export async function updateInvite(
  db: Database,
  id: string,
  set: Partial<Invite>,
  author: string | null = null,
): Promise<Invite | undefined> {
  const uses = set.max_uses
  const isOther = set.opens_at !== undefined || set.expires_at !== undefined
  return db
    .updateTable('invites')
    .set({ ...set, ...(isOther && { phase_until: 0 }) })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .$if(author !== null, (query) => query.where('created_by', '=', author))
    .$if(typeof uses === 'number', (query) =>
      query.where((eb) => eb(eb('used', '+', eb.ref('held')), '<=', Number(uses))),
    )
    .returningAll()
    .executeTakeFirst()
}

interface InviteFilter {
  status?: InviteStatus | undefined
  /** A part of the label. */
  label?: string | undefined
  /** Only theirs (`created_by`); null: everybody's. */
  author?: string | null
  /** Only invitations older than this id: the next page. */
  before?: string | undefined
  limit: number
}

/** Newest first. */
export async function listInvites(db: Database, filter: InviteFilter, now: number) {
  const { status, label, author = null, before, limit } = filter
  let query = present(db).orderBy('id', 'desc').limit(limit)
  if (author !== null) query = query.where('created_by', '=', author)
  if (before !== undefined) query = query.where('id', '<', before)
  if (status !== undefined) query = query.where((eb) => hasStatus(eb, status, now))
  if (label !== undefined) {
    const pattern = `%${label.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where((eb) => likeEscaped(eb, pattern))
  }
  return query.execute()
}

/** How many invitations are active. */
export async function countActive(db: Database, now: number): Promise<number> {
  const { count } = await db
    .selectFrom('invites')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('deleted_at', 'is', null)
    .where((eb) => hasStatus(eb, 'active', now))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** How many invitations with this profile somebody can still join with, now or later. */
export async function countOpenWithProfile(
  db: Database,
  profile: string,
  now: number,
): Promise<number> {
  const open = ['active', 'scheduled', 'paused'] as const
  const { count } = await db
    .selectFrom('invites')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('deleted_at', 'is', null)
    .where('profile_id', '=', profile)
    .where((eb) => eb.or(open.map((status) => hasStatus(eb, status, now))))
    .executeTakeFirstOrThrow()
  return Number(count)
}

type Expressions = ExpressionBuilder<Schema, 'invites'>

function likeEscaped(eb: Expressions, pattern: string) {
  return sql<boolean>`lower(${eb.ref('label')}) like ${pattern} escape '\\'`
}

/** `inviteStatus` in SQL. */
export function hasStatus(eb: Expressions, status: InviteStatus, now: number) {
  const revoked = eb('revoked_at', 'is not', null)
  const usedUp = eb.and([eb('max_uses', 'is not', null), eb('used', '>=', eb.ref('max_uses'))])
  const expired = eb.and([eb('expires_at', 'is not', null), eb('expires_at', '<=', now)])
  const paused = eb('paused_at', 'is not', null)
  const scheduled = eb.and([eb('opens_at', 'is not', null), eb('opens_at', '>', now)])
  const inOrder = { revoked, used_up: usedUp, expired, paused, scheduled }
  const conditions = []
  for (const [name, holds] of Object.entries(inOrder)) {
    if (name === status) return eb.and([...conditions, holds])
    conditions.push(eb.not(holds))
  }
  return eb.and(conditions)
}
