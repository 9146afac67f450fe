import type { NewEvent } from '../../store/events.ts'
import type { NewJob } from '../jobs/enqueue.ts'

/** One job for each step of an introduction, so that each is retried alone. */
export function introductionJobs({ subject, data = {} }: NewEvent): NewJob[] {
  const { introduce: steps } = data
  if (subject === null || !Array.isArray(steps)) return []
  return steps.map((step) => ({
    kind: 'introduce',
    key: `${subject}:${step}`,
    payload: { redemption: subject },
  }))
}
