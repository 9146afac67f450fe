import type { RequestState } from '../model/request.ts'
import type { RequestPageRow, RequestRow, RulesRow } from './request-rows.ts'
import type { Database, DatabaseTransaction } from './schema.ts'
import { isStorable } from './storable.ts'

/** The next number. Locks out other new requests until the transaction ends. */
export async function takeNumber(trx: DatabaseTransaction): Promise<number> {
  const { last_number: number } = await trx
    .insertInto('request_counter')
    .values({ id: 1, last_number: 1 })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((eb) => ({ last_number: eb('request_counter.last_number', '+', 1) })),
    )
    .returning('last_number')
    .executeTakeFirstOrThrow()
  return number
}

export async function insertRequest(trx: DatabaseTransaction, row: RequestRow): Promise<void> {
  await trx.insertInto('requests').values(row).execute()
}

/** Keeps a version of the rules, once. */
export async function keepRules(trx: DatabaseTransaction, rules: RulesRow): Promise<void> {
  await trx
    .insertInto('rules_versions')
    .values(rules)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function findRules(db: Database, hash: string): Promise<RulesRow | undefined> {
  return db.selectFrom('rules_versions').selectAll().where('hash', '=', hash).executeTakeFirst()
}

/** `network`: only of this one. */
export async function countOpen(db: Database, network: string | null = null): Promise<number> {
  const { count } = await db
    .selectFrom('requests')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('state', '=', 'open')
    .$if(network !== null, (query) => query.where('network', '=', String(network)))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** How many undecided requests are older. */
export async function countBefore(db: Database, id: string): Promise<number> {
  const { count } = await db
    .selectFrom('requests')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('state', '=', 'open')
    .where('id', '<', id)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function findBySecret(db: Database, hash: string): Promise<RequestRow | undefined> {
  const first = db.selectFrom('requests').selectAll().where('secret_hash', '=', hash)
  const found = await first.executeTakeFirst()
  if (found) return found
  return db
    .selectFrom('requests')
    .innerJoin('request_pages', 'request_id', 'id')
    .selectAll('requests')
    .where('hash', '=', hash)
    .executeTakeFirst()
}

export async function insertPage(db: Database, page: RequestPageRow): Promise<void> {
  await db.insertInto('request_pages').values(page).execute()
}

export async function findRequest(db: Database, id: string): Promise<RequestRow | undefined> {
  if (!isStorable(id)) return undefined
  return db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function findByNumber(db: Database, number: number): Promise<RequestRow | undefined> {
  return db.selectFrom('requests').selectAll().where('number', '=', number).executeTakeFirst()
}

interface RequestFilter {
  /** Null: in any state. */
  state: RequestState | null
  /** Only requests after this id, in the order of the list. */
  after?: string | undefined
  limit: number
}

/** Undecided ones in the order of the queue; others and all: the newest first. */
export async function listRequests(
  db: Database,
  { state, after, limit }: RequestFilter,
): Promise<RequestRow[]> {
  const isQueue = state === 'open'
  return db
    .selectFrom('requests')
    .selectAll()
    .$if(state !== null, (query) => query.where('state', '=', state ?? 'open'))
    .$if(after !== undefined, (query) => query.where('id', isQueue ? '>' : '<', after ?? ''))
    .orderBy('id', isQueue ? 'asc' : 'desc')
    .limit(limit)
    .execute()
}

/** Locks a request until the transaction ends, and reads it. */
export async function lockRequest(
  trx: DatabaseTransaction,
  id: string,
): Promise<RequestRow | undefined> {
  if (!isStorable(id)) return undefined
  // An update without a change locks the row on both databases.
  return trx
    .updateTable('requests')
    .set((eb) => ({ number: eb.ref('number') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

/** Ids of the undecided requests of a network. */
export async function listOpenOf(db: Database, network: string): Promise<string[]> {
  const rows = await db
    .selectFrom('requests')
    .select('id')
    .where('state', '=', 'open')
    .where('network', '=', network)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

interface End {
  state: Exclude<RequestState, 'open'>
  at: number
  sentence: string
}

/** The first decision stands: undefined if the request is not open any more. */
export async function closeRequest(
  trx: DatabaseTransaction,
  id: string,
  { state, at, sentence }: End,
): Promise<RequestRow | undefined> {
  return trx
    .updateTable('requests')
    .set({ state, decided_at: at, sentence })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returningAll()
    .executeTakeFirst()
}
