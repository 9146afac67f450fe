import type { EventKind } from '../../model/events.ts'
import type { NewEvent } from '../../store/events.ts'
import type { NewJob } from '../jobs/enqueue.ts'

/** The job that an event makes; null where this one makes none. `id` is the event's own. */
type Subscriber = (event: NewEvent & { id: string }) => NewJob | null

/**
 * Who wants to know of what happened: an event's jobs are made in its own transaction, whichever
 * door it came by. What a job has to do is in src/work/handlers.ts.
 */
export const subscribers: Readonly<Partial<Record<EventKind, readonly Subscriber[]>>> = {}
