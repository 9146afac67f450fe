import type { Actor } from '../../model/actor.ts'
import type { EventKind } from '../../model/events.ts'
import { dropJobs, retryJobs } from '../../store/jobs-overview.ts'
import type { Database } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import { type EventTools, recordEvent } from '../events/record.ts'

type JobsContext = Pick<Context, 'db'> & EventTools

const acts = {
  retry: { change: retryJobs, kind: 'job.retried' },
  drop: { change: dropJobs, kind: 'job.dropped' },
} satisfies Record<
  string,
  { change: (db: Database, id: string | null) => Promise<number>; kind: EventKind }
>

/**
 * An operator retries a job from attempt 1, or deletes it; `id` null: all dead jobs. Skips running jobs.
 * Returns the number of jobs.
 */
export async function changeJobs(
  { db, ...tools }: JobsContext,
  act: keyof typeof acts,
  id: string | null,
  actor: Actor,
): Promise<number> {
  const { change, kind } = acts[act]
  return db.transaction().execute(async (trx) => {
    const count = await change(trx, id)
    if (count > 0) {
      const event = { at: tools.clock(), actor, kind, subject: id, data: { count } }
      await recordEvent(trx, event, tools)
    }
    return count
  })
}
