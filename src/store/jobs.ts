import {
  type ExpressionBuilder,
  type RawBuilder,
  type SqlBool,
  type UpdateObject,
  sql,
} from 'kysely'
import { databaseNow, isPostgres } from './database-clock.ts'
import type { JobRow } from './work-rows.ts'
import type { Database, DatabaseTransaction, Schema } from './schema.ts'

/** False if an unfinished job of this kind and key exists. `dueAt`: null for now. */
export async function insertJob(
  trx: DatabaseTransaction,
  { dueAt, ...job }: Pick<JobRow, 'id' | 'kind' | 'key' | 'payload'> & { dueAt: number | null },
): Promise<boolean> {
  const now = databaseNow(trx)
  const made = await trx
    .insertInto('jobs')
    .values({ ...job, created_at: now, due_at: dueAt ?? now, attempts: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return made.length === 1
}

/** Makes a job due in `inMs`, unless somebody has it. */
export async function moveJob(db: Database, kind: string, key: string, inMs: number) {
  await db
    .updateTable('jobs')
    .set({ due_at: sql<number>`${databaseNow(db)} + ${sql.lit(Math.ceil(inMs))}` })
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where('done_at', 'is', null)
    .where('claimed_by', 'is', null)
    .execute()
}

export interface ClaimTerms {
  kinds: readonly string[]
  /** How long a claim lasts unless renewed. */
  leaseMs: number
  /** The waits between attempts. A job is dead when one more attempt than waits has failed. */
  backOffMs: readonly number[]
}

/** Whether a job can be claimed; a query without a write. */
export async function hasDueJob(db: Database, terms: ClaimTerms): Promise<boolean> {
  return (await claimable(db, terms).limit(1).execute()).length > 0
}

/**
 * Claims due, unclaimed jobs, the longest due first. Check and write are one statement, so that no job
 * has two holders. The attempt is counted and the next due time written before the attempt begins: so a
 * job that kills its process backs off like one that reports a failure.
 */
export async function claimJobs(
  db: Database,
  { claim, limit, ...terms }: ClaimTerms & { claim: string; limit: number },
): Promise<JobRow[]> {
  const now = databaseNow(db)
  const waits = terms.backOffMs.map((ms, at) => sql`when ${sql.lit(at)} then ${sql.lit(ms)}`)
  const wait = sql`case attempts ${sql.join(waits, sql` `)} else 0 end`
  return db
    .updateTable('jobs')
    .set((eb) => ({
      claimed_by: claim,
      claimed_until: sql<number>`${now} + ${sql.lit(terms.leaseMs)}`,
      attempts: eb('attempts', '+', 1),
      due_at: sql<number>`${now} + ${wait}`,
    }))
    .where(isOneOf(db, claimable(db, terms).limit(limit)))
    .returningAll()
    .execute()
}

function claimable(db: Database, { kinds, leaseMs, backOffMs }: ClaimTerms) {
  return db
    .selectFrom('jobs')
    .select('id')
    .where('done_at', 'is', null)
    .where('dead_at', 'is', null)
    .where('kind', 'in', [...kinds])
    .where('due_at', '<=', databaseNow(db))
    .where('attempts', '<=', backOffMs.length)
    .where((eb) => isUnclaimed(eb, db, leaseMs))
    .orderBy('due_at')
    .orderBy('id')
}

type Claimable = ReturnType<typeof claimable>

/**
 * PostgreSQL: `skip locked` skips jobs that another process is claiming, instead of waiting. As an array
 * the subquery runs once; as a join it could run again per row and skip rows that it locked itself.
 */
function isOneOf(db: Database, jobs: Claimable): RawBuilder<SqlBool> {
  if (!isPostgres(db)) return sql<SqlBool>`id in ${jobs}`
  return sql<SqlBool>`id = any(array${jobs.forUpdate().skipLocked()})`
}

/**
 * Never claimed, given back, or expired. A claim that ends later than any claim can was written before
 * the database's clock was set back, and is ignored.
 */
function isUnclaimed(eb: ExpressionBuilder<Schema, 'jobs'>, db: Database, leaseMs: number) {
  const now = databaseNow(db)
  return eb.or([
    eb('claimed_until', 'is', null),
    eb('claimed_until', '<=', now),
    eb('claimed_until', '>', sql<number>`${now} + ${sql.lit(leaseMs)}`),
  ])
}

export type Claim = Pick<JobRow, 'id' | 'claimed_by'>

/** False if the claim expired and another process has the job, or an operator dropped it. */
export async function renewClaim(db: Database, claim: Claim, leaseMs: number): Promise<boolean> {
  const until = sql<number>`${databaseNow(db)} + ${sql.lit(leaseMs)}`
  return change(db, claim, { claimed_until: until })
}

/** Written after the effect: a kill in between repeats the effect instead of losing it. */
export async function finishJob(db: Database, claim: Claim): Promise<boolean> {
  return change(db, claim, { ...unclaimed, done_at: databaseNow(db), last_error: null })
}

/** Postpones without counting the attempt: for a rate limit, or because the program is shutting down. */
export async function postponeJob(db: Database, claim: Claim, afterMs: number): Promise<boolean> {
  return change(db, claim, {
    ...unclaimed,
    due_at: sql<number>`${databaseNow(db)} + ${sql.lit(afterMs)}`,
    attempts: sql<number>`attempts - 1`,
  })
}

/** Retries after `waitMs`; null: the job is dead. */
export async function failJob(
  db: Database,
  claim: Claim,
  { error, waitMs }: { error: string; waitMs: number | null },
): Promise<boolean> {
  const now = databaseNow(db)
  const next =
    waitMs === null ? { dead_at: now } : { due_at: sql<number>`${now} + ${sql.lit(waitMs)}` }
  return change(db, claim, { ...unclaimed, ...next, last_error: error })
}

/** Makes an unfinished job due now, from attempt 1; false if there is none. A running one is left alone. */
export async function hurryJob(db: Database, kind: string, key: string): Promise<boolean> {
  const now = databaseNow(db)
  const isRunning = sql<SqlBool>`claimed_until > ${now}`
  const found = await db
    .updateTable('jobs')
    .set({
      due_at: sql<number>`case when ${isRunning} then due_at else ${now} end`,
      attempts: sql<number>`case when ${isRunning} then attempts else 0 end`,
      dead_at: null,
    })
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where('done_at', 'is', null)
    .executeTakeFirst()
  return found.numUpdatedRows > 0n
}

/** Marks jobs as dead whose process ended during the last attempt, so that no failure was reported. */
export async function buryJobs(
  db: Database,
  { leaseMs, backOffMs }: Omit<ClaimTerms, 'kinds'>,
): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ ...unclaimed, dead_at: databaseNow(db), last_error: 'The process ended while it ran' })
    .where('done_at', 'is', null)
    .where('dead_at', 'is', null)
    .where('attempts', '>', backOffMs.length)
    .where((eb) => isUnclaimed(eb, db, leaseMs))
    .execute()
}

const unclaimed = { claimed_by: null, claimed_until: null }

async function change(
  db: Database,
  { id, claimed_by: claim }: Claim,
  changes: UpdateObject<Schema, 'jobs'>,
): Promise<boolean> {
  const changed = await db
    .updateTable('jobs')
    .set(changes)
    .where('id', '=', id)
    .where('claimed_by', '=', claim)
    .returning('id')
    .execute()
  return changed.length === 1
}
