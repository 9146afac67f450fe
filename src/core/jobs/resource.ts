import type { JobSeen, JobState } from '../../store/jobs-overview.ts'

/** A job as operators see it with `--json`. Times are RFC 3339 in UTC. */
export interface JobResource {
  id: string
  kind: string
  key: string
  state: JobState
  created_at: string
  /** When the next attempt is due; while running: if this attempt fails. */
  due_at: string
  attempts: number
  last_error: string | null
  dead_at: string | null
}

export function jobResource(job: JobSeen): JobResource {
  const { id, kind, key, state, attempts, last_error: error, dead_at: deadAt } = job
  return {
    id,
    kind,
    key,
    state,
    created_at: time(job.created_at),
    due_at: time(job.due_at),
    attempts,
    last_error: error,
    dead_at: deadAt === null ? null : time(deadAt),
  }
}

function time(ms: number): string {
  return new Date(ms).toISOString()
}
