import type { App } from '../core/context.ts'
import { handlers } from './handlers.ts'
import { startQueue } from './queue.ts'
import { startSchedule } from './schedule.ts'
import { queueTerms } from './terms.ts'

/** Starts the background work: job queue and schedule. The result stops it. */
export function startWork(app: App): () => Promise<void> {
  const stops = [startSchedule(app), startQueue(app, { ...queueTerms, handlers })]
  return async () => {
    await Promise.all(stops.map((stop) => stop()))
  }
}
