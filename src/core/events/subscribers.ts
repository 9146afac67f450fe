import type { Config } from '../../model/config.ts'
import type { EventKind } from '../../model/events.ts'
import type { NewEvent } from '../../store/events.ts'
import type { NewJob } from '../jobs/enqueue.ts'
import { roomJobs } from '../arrivals/room-jobs.ts'
import { applicantJobs, arrivalJobs, endJobs, type BotRooms, requestJobs } from '../bot/jobs.ts'
import { endMailJobs } from '../mailing/jobs.ts'
import { introductionJobs } from '../redemption/introduction-jobs.ts'
import { webhookJobs } from '../endpoints/jobs.ts'

/** The sections of the configuration that decide which jobs an event gives. */
export type SubscriberConfig = Pick<Config, 'webhooks'> & BotRooms

/** Nobody is told: for thousands of events at once. */
export const noSubscribers: SubscriberConfig = {
  webhooks: [],
  bot: { room: null, moderatorsRoom: null },
}

/** The jobs for an event. `id`: the event's id. */
type Subscriber = (event: NewEvent & { id: string }, config: SubscriberConfig) => readonly NewJob[]

/**
 * The subscribers of each kind of event. Their jobs are enqueued in the event's transaction, whatever
 * interface caused it. The handlers are in src/work/handlers.ts.
 */
export const subscribers: Readonly<Partial<Record<EventKind, readonly Subscriber[]>>> = {
  'account.made': [introductionJobs, arrivalJobs],
  'account.ends_soon': [endJobs, endMailJobs],
  'account.came_in': [arrivalJobs],
  'account.invited': [roomJobs],
  'request.made': [requestJobs],
  'request.approved': [requestJobs, applicantJobs],
  'request.declined': [requestJobs, applicantJobs],
  'request.withdrawn': [requestJobs],
  'request.ended': [requestJobs],
}

/** The subscribers of every event. */
export const subscribersOfAll: readonly Subscriber[] = [webhookJobs]
