import { waitFor } from '../../src/shared/wait.ts'
import type { TestPortal } from './portal.ts'

/** Waits until every job is done; fails with why they failed. */
export async function jobsEnd({ app, logged }: TestPortal, limitMs = 60_000): Promise<void> {
  const undone = async () =>
    app.db.selectFrom('jobs').selectAll().where('done_at', 'is', null).execute()
  const isDone = await waitFor(limitMs, async () => (await undone()).length === 0 || undefined)
  if (isDone) return
  const left = (await undone()).map((job) => `${job.kind} ${job.key}: ${job.last_error}`)
  throw new Error(`Jobs are not done:\n${left.join('\n')}\n${logged()}`)
}
