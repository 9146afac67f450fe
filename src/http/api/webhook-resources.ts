import { z } from 'zod'
import { id } from './inputs.ts'

const time = z.string().meta({ format: 'date-time' })
const count = z.int().min(0)

const cause = z.string().meta({ description: 'Why the last request failed.' })

const webhook = z
  .strictObject({
    id: z.string().meta({ description: 'Made from its URL.' }),
    number: count.meta({ description: 'Its place in the configuration.' }),
    url: z.string().meta({ description: 'Without path and query, which may be secret.' }),
    events: z.array(z.string()).nullable().meta({ description: 'null: all.' }),
    state: z.enum(['unused', 'working', 'failing', 'paused']),
    sent_at: time.nullable().meta({ description: 'The last success.' }),
    failing_since: time.nullable(),
    cause: cause.nullable(),
    waiting: count.meta({ description: 'Events that will be sent, or sent again.' }),
    given_up: count.meta({ description: 'Events that failed at every attempt.' }),
  })
  .meta({ description: 'A webhook of the configuration.' })
export const webhookList = z.strictObject({ webhooks: z.array(webhook) })

export const webhookTest = z.strictObject({ sent: z.boolean(), cause: cause.nullable() })

export const resumed = z.strictObject({
  events: count.meta({ description: 'How many events will be sent now.' }),
})

const delivery = z.strictObject({
  id,
  event: id.meta({ description: 'The event, `webhook-id` of the request.' }),
  created_at: time,
  attempts: count,
  cause,
  given_up: z.boolean().meta({ description: 'Whether it is not tried again by itself.' }),
})
export const deliveryList = z.strictObject({ deliveries: z.array(delivery) })
