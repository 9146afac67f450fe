import { sqliteFile } from '../shared/database-url.ts'
import { fine, type Finding, warning } from '../shared/finding.ts'
import { nowInSql } from '../store/database-clock.ts'
import type { Reader } from '../store/reader.ts'

/** When a due job counts as overdue, in ms. A running portal starts a due job within seconds. */
const overdueMs = 10 * 60_000

/** Whether jobs are overdue or dead. */
export async function examineJobs(databaseUrl: string, reader: Reader): Promise<Finding> {
  const now = nowInSql[sqliteFile(databaseUrl) === null ? 'postgres' : 'sqlite']
  const isFree = `(claimed_until is null or claimed_until <= ${now})`
  const isOverdue = `dead_at is null and due_at <= ${now} - ${overdueMs} and ${isFree}`
  const [row] = await reader.rows(
    `select coalesce(sum(case when dead_at is null then 0 else 1 end), 0) as dead,
       coalesce(sum(case when ${isOverdue} then 1 else 0 end), 0) as overdue
     from jobs where done_at is null`,
  )
  const [dead, overdue] = [Number(row?.['dead']), Number(row?.['overdue'])]
  if (dead > 0) {
    return warning(
      'jobs',
      `${jobs(dead)} failed at every attempt and will not be retried.`,
      'latchkey jobs list --dead shows why. Fix the cause, then run: latchkey jobs retry dead.',
    )
  }
  if (overdue > 0) {
    const sentence = `${jobs(overdue)} should have started more than 10 minutes ago.`
    return warning('jobs', sentence, 'Is the portal running? If so, its log shows the cause.')
  }
  return fine('jobs', 'No job is overdue or dead.')
}

function jobs(count: number): string {
  return count === 1 ? 'One job' : `${count} jobs`
}
