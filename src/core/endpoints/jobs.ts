import type { Config } from '../../model/config.ts'
import type { NewEvent } from '../../store/events.ts'
import type { NewJob } from '../jobs/enqueue.ts'
import { endpointsOf, wants } from './endpoint.ts'

/** A delivery of an event to each endpoint that wants it. That one is paused is not told to it. */
export function webhookJobs(
  event: NewEvent & { id: string },
  config: Pick<Config, 'webhooks'>,
): NewJob[] {
  if (config.webhooks.length === 0) return []
  return endpointsOf(config)
    .filter((endpoint) => wants(endpoint, event.kind) && endpoint.id !== event.subject)
    .map(({ id }) => ({
      kind: 'webhook',
      key: `${event.id}:${id}`,
      payload: { event: event.id, endpoint: id },
    }))
}
