import { insertEvents, type NewEvent } from '../../store/events.ts'
import type { DatabaseTransaction } from '../../store/schema.ts'
import type { Context } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { type SubscriberConfig, subscribers, subscribersOfAll } from './subscribers.ts'

/** What recording an event needs: subscribers look at the configuration. */
export type EventTools = Pick<Context, 'clock' | 'random'> & { config: SubscriberConfig }

/** Records an event in the transaction of the change, and enqueues the jobs of its subscribers. */
export async function recordEvent(
  trx: DatabaseTransaction,
  event: NewEvent,
  tools: EventTools,
): Promise<void> {
  await recordEvents(trx, [event], tools)
}

/** The same for a batch: 1,000 at most, since a statement takes 32,766 values. */
export async function recordEvents(
  trx: DatabaseTransaction,
  events: readonly NewEvent[],
  tools: EventTools,
): Promise<void> {
  const ids = await insertEvents(trx, tools.random, events)
  for (const [at, event] of events.entries()) {
    for (const subscriber of [...(subscribers[event.kind] ?? []), ...subscribersOfAll]) {
      const jobs = subscriber({ ...event, id: ids[at] ?? '' }, tools.config)
      for (const job of jobs) await enqueue(trx, job, tools)
    }
  }
}
