import { sql } from 'kysely'
import { databaseNow } from './database-clock.ts'
import type { Database, JobRow } from './schema.ts'

export type JobState = 'waiting' | 'running' | 'dead'

export interface JobSeen extends JobRow {
  state: JobState
}

/** Jobs that are not done, the dead first, then in the order in which they are due. */
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

/** The id of a job; null: all that are dead. */
type Wanted = string | null

/** Begins a job again from its first attempt, now. Not one that is running. Gives how many it were. */
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

/** Takes a job away undone. Not one that is running. */
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
  /** Due and not done, whether or not somebody is at it. */
  due: number
  dead: number
  /** For how long the oldest has been due, in ms; 0 where none is. */
  oldestMs: number
}

/** By kind, for metrics and the doctor. */
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
