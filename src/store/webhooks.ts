import { type Selectable, sql } from 'kysely'
import type { SendFault } from '../ports/webhooks.ts'
import { databaseNow } from './database-clock.ts'
import type { Database, DatabaseTransaction } from './schema.ts'
import type { WebhookRow } from './webhook-row.ts'

export type WebhookState = Selectable<WebhookRow> & { now: number }

interface Known {
  id: string
  terms: string
}

const clean = { failing_since: null, failures: 0, retry_at: null, fault: null, status: null }

/** The state of an endpoint: a new one if its configuration changed. */
export async function openWebhook(db: Database, { id, terms }: Known): Promise<WebhookState> {
  const known = await readWebhook(db, id)
  if (known?.terms === terms) return known
  const fresh = { terms, paused_at: null, ...clean }
  await db
    .insertInto('webhooks')
    .values({ id, ...fresh })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fresh))
    .execute()
  return (await readWebhook(db, id)) ?? Promise.reject(new Error('A row just written is missing'))
}

/** Undefined: nothing was sent to it yet. */
export async function readWebhook(db: Database, id: string): Promise<WebhookState | undefined> {
  return db
    .selectFrom('webhooks')
    .selectAll()
    .select(databaseNow(db).as('now'))
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function noteSent(db: Database, { id, terms }: Known): Promise<void> {
  await db
    .updateTable('webhooks')
    .set({ sent_at: databaseNow(db), ...clean })
    .where('id', '=', id)
    .where('terms', '=', terms)
    .execute()
}

/** `failures`: as read before the request, so that several failures at once lengthen the wait once. */
export async function noteFailure(
  db: Database,
  { id, terms }: Known,
  given: { fault: SendFault; status: number | null; failures: number; waitMs: number },
): Promise<void> {
  const { fault, status, failures, waitMs } = given
  const now = databaseNow(db)
  const isFirst = sql`failures = ${failures}`
  await db
    .updateTable('webhooks')
    .set({
      fault,
      status,
      failing_since: sql<number>`coalesce(failing_since, ${now})`,
      retry_at: sql<number>`case when ${isFirst} then ${now} + ${sql.lit(waitMs)} else retry_at end`,
      failures: sql<number>`case when ${isFirst} then failures + 1 else failures end`,
    })
    .where('id', '=', id)
    .where('terms', '=', terms)
    .execute()
}

/** False if it is paused already. */
export async function pauseWebhook(trx: DatabaseTransaction, id: string): Promise<boolean> {
  const paused = await trx
    .updateTable('webhooks')
    .set({ paused_at: databaseNow(trx) })
    .where('id', '=', id)
    .where('paused_at', 'is', null)
    .executeTakeFirst()
  return paused.numUpdatedRows > 0n
}

/** Lets the next delivery be tried at once. False if the endpoint was neither paused nor failing. */
export async function freeWebhook(trx: DatabaseTransaction, id: string): Promise<boolean> {
  const freed = await trx
    .updateTable('webhooks')
    .set({ paused_at: null, ...clean })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('paused_at', 'is not', null), eb('failures', '>', 0)]))
    .executeTakeFirst()
  return freed.numUpdatedRows > 0n
}

/** The key of a delivery ends with the id of its endpoint (core/endpoints/jobs.ts). */
const ofEndpoint = (id: string) => sql<boolean>`kind = 'webhook' and key like ${`%:${id}`}`

export interface Delivery {
  /** Of its job. */
  id: string
  event: string
  created_at: number
  attempts: number
  last_error: string | null
  dead_at: number | null
}

/** Deliveries that have failed at least once and are not done, the newest first. */
export async function listFailedDeliveries(
  db: Database,
  endpoint: string,
  limit: number,
): Promise<Delivery[]> {
  const rows = await db
    .selectFrom('jobs')
    .select(['id', 'key', 'created_at', 'attempts', 'last_error', 'dead_at'])
    .where(ofEndpoint(endpoint))
    .where('done_at', 'is', null)
    .where('last_error', 'is not', null)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ key, ...rest }) => ({ ...rest, event: key.split(':')[0] ?? '' }))
}

/** Deliveries that are not done: those still tried, and those given up. */
export async function countDeliveries(
  db: Database,
  endpoint: string,
): Promise<{ waiting: number; dead: number }> {
  return db
    .selectFrom('jobs')
    .select(
      sql<number>`coalesce(sum(case when dead_at is null then 1 else 0 end), 0)`.as('waiting'),
    )
    .select(sql<number>`coalesce(sum(case when dead_at is null then 0 else 1 end), 0)`.as('dead'))
    .where(ofEndpoint(endpoint))
    .where('done_at', 'is', null)
    .executeTakeFirstOrThrow()
}

/** Tries deliveries again from attempt 1, now; `job` null: all of the endpoint. Skips running ones. */
export async function retryDeliveries(
  trx: DatabaseTransaction,
  endpoint: string,
  job: string | null,
): Promise<number> {
  const now = databaseNow(trx)
  const { numUpdatedRows } = await trx
    .updateTable('jobs')
    .set({ due_at: now, attempts: 0, dead_at: null, claimed_by: null, claimed_until: null })
    .where(ofEndpoint(endpoint))
    .where('done_at', 'is', null)
    .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', now)]))
    .$if(job !== null, (query) => query.where('id', '=', job ?? ''))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
