import type { Actor } from '../../model/actor.ts'
import type { SendOutcome } from '../../ports/webhooks.ts'
import { Problem } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import {
  countDeliveries,
  type Delivery,
  freeWebhook,
  listFailedDeliveries,
  readWebhook,
  retryDeliveries,
  type WebhookState,
} from '../../store/webhooks.ts'
import type { Context } from '../context.ts'
import { recordEvent } from '../events/record.ts'
import { type Endpoint, endpointsOf } from './endpoint.ts'

type EndpointState = 'unused' | 'working' | 'failing' | 'paused'

export interface EndpointSeen {
  endpoint: Endpoint
  state: EndpointState
  /** Null: nothing was sent to it yet with this configuration. */
  row: WebhookState | null
  /** Deliveries that are still tried, and those given up. */
  waiting: number
  dead: number
}

/** All endpoints of the configuration, with their state. */
export async function listEndpoints(app: Pick<Context, 'config' | 'db'>): Promise<EndpointSeen[]> {
  return Promise.all(
    endpointsOf(app.config).map(async (endpoint) => {
      const found = await readWebhook(app.db, endpoint.id)
      const row = found?.terms === endpoint.terms ? found : null
      return { endpoint, row, state: stateOf(row), ...(await countDeliveries(app.db, endpoint.id)) }
    }),
  )
}

function stateOf(row: WebhookState | null): EndpointState {
  if (row === null) return 'unused'
  if (row.paused_at !== null) return 'paused'
  return row.failing_since === null ? 'working' : 'failing'
}

/** The endpoint with this id. Problem `webhook_unknown`. */
function endpointNamed(app: Pick<Context, 'config'>, id: string): Endpoint {
  const found = endpointsOf(app.config).find((one) => one.id === id)
  if (!found) throw new Problem('webhook_unknown')
  return found
}

const mostDeliveries = 100

/** Deliveries to an endpoint that failed and are not done, the newest first. Problem `webhook_unknown`. */
export async function failedDeliveries(
  app: Pick<Context, 'config' | 'db'>,
  id: string,
): Promise<Delivery[]> {
  return listFailedDeliveries(app.db, endpointNamed(app, id).id, mostDeliveries)
}

/** Posts a test, whatever the endpoint's state, and changes nothing. Problem `webhook_unknown`. */
export async function testEndpoint(
  app: Pick<Context, 'config' | 'clock' | 'random' | 'sendWebhook'>,
  id: string,
  { kind, id: who, via }: Actor,
): Promise<SendOutcome> {
  const at = app.clock()
  const fact = {
    id: newId(at, app.random),
    kind: 'webhook.test',
    at,
    actor: { kind, id: who, via },
    subject: null,
    details: {},
  }
  return app.sendWebhook(endpointNamed(app, id), fact, new AbortController().signal)
}

/**
 * Ends the pause or back-off of an endpoint and tries its deliveries again, those given up included;
 * `job`: only this one. Returns their number. Problem `webhook_unknown`.
 */
export async function resumeEndpoint(
  app: Pick<Context, 'config' | 'db' | 'clock' | 'random'>,
  id: string,
  actor: Actor,
  job: string | null = null,
): Promise<number> {
  endpointNamed(app, id)
  return app.db.transaction().execute(async (trx) => {
    const isFreed = await freeWebhook(trx, id)
    const count = await retryDeliveries(trx, id, job)
    const event = { at: app.clock(), actor, kind: 'webhook.resumed', subject: id } as const
    if (isFreed || count > 0) await recordEvent(trx, { ...event, data: { count } }, app)
    return count
  })
}
