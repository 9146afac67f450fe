import { sql } from 'kysely'
import { databaseNow } from './database-clock.ts'
import type { JobRow } from './work-rows.ts'
import type { Database } from './schema.ts'

export type JobState = 'waiting' | 'running' | 'dead'

export interface JobSeen extends JobRow {
  state: JobState
}

/** Jobs that are not done: dead ones first, then by due time. */
export async function listJobs(
  db: Database,
  { onlyDead, limit }: { onlyDead: boolean; limit: number },
): Promise<JobSeen[]> {
  const rows = await db
    .selectFrom('jobs')
    .selectAll()
    .select(databaseNow(db).as('now'))
    .where('done_at', 'is', null)
    .$if(onlyDead, (query) => query.where('dead_at', 'is not', null))
    .orderBy(sql`dead_at is null`)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ now, ...row }) => ({ ...row, state: stateOf(row, now) }))
}

function stateOf({ dead_at: deadAt, claimed_until: until }: JobRow, now: number): JobState {
  if (deadAt !== null) return 'dead'
  return until !== null && until > now ? 'running' : 'waiting'
}

/** The id of a job; null: all dead jobs. */
type Wanted = string | null

/** Restarts jobs from attempt 1, due now. Skips running ones. Returns the number of jobs. */
export async function retryJobs(db: Database, id: Wanted): Promise<number> {
  const now = databaseNow(db)
  const { numUpdatedRows } = await db
    .updateTable('jobs')
    .set({ due_at: now, attempts: 0, dead_at: null, claimed_by: null, claimed_until: null })
    .where('done_at', 'is', null)
    .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', now)]))
    .where((eb) => (id === null ? eb('dead_at', 'is not', null) : eb('id', '=', id)))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Deletes jobs that are not done. Skips running ones. Returns the number of jobs. */
export async function dropJobs(db: Database, id: Wanted): Promise<number> {
  const now = databaseNow(db)
  const { numDeletedRows } = await db
    .deleteFrom('jobs')
    .where('done_at', 'is', null)
    .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', now)]))
    .where((eb) => (id === null ? eb('dead_at', 'is not', null) : eb('id', '=', id)))
    .executeTakeFirst()
  return Number(numDeletedRows)
}

export interface JobCounts {
  kind: string
  /** Due and not done, running or not. */
  due: number
  dead: number
  /** How long the oldest due job has been due, in ms; 0 if none is due. */
  oldestMs: number
}

/** Counts per kind, for metrics. */
export async function countJobs(db: Database): Promise<JobCounts[]> {
  const now = databaseNow(db)
  const isDue = sql`dead_at is null and due_at <= ${now}`
  return db
    .selectFrom('jobs')
    .select('kind')
    .select(sql<number>`sum(case when ${isDue} then 1 else 0 end)`.as('due'))
    .select(sql<number>`sum(case when dead_at is null then 0 else 1 end)`.as('dead'))
    .select(
      sql<number>`coalesce(max(case when ${isDue} then ${now} - due_at end), 0)`.as('oldestMs'),
    )
    .where('done_at', 'is', null)
    .groupBy('kind')
    .execute()
}
