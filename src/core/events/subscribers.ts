import type { EventKind } from '../../model/events.ts'
import type { NewEvent } from '../../store/events.ts'
import type { NewJob } from '../jobs/enqueue.ts'

/** The job for an event, or null for none. `id`: the event's id. */
type Subscriber = (event: NewEvent & { id: string }) => NewJob | null

/**
 * The subscribers of each kind of event. Their jobs are enqueued in the event's transaction, whatever
 * interface caused it. The handlers are in src/work/handlers.ts.
 */
export const subscribers: Readonly<Partial<Record<EventKind, readonly Subscriber[]>>> = {}
