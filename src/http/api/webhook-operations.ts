import { z } from 'zod'
import {
  failedDeliveries,
  listEndpoints,
  resumeEndpoint,
  testEndpoint,
} from '../../core/endpoints/manage.ts'
import { deliveryResource, endpointResource, testResource } from '../../core/endpoints/resource.ts'
import { id } from './inputs.ts'
import { noBody, noParameters, type Operation, operation } from './operation.ts'
import { deliveryList, resumed, webhookList, webhookTest } from './webhook-resources.ts'

const named = z.strictObject({ id: id.meta({ description: 'The id of a webhook.' }) })
const shape = { query: noParameters, body: noBody, status: 200 } as const

const list = operation({
  ...shape,
  id: 'listWebhooks',
  allow: 'health:read',
  method: 'GET',
  path: '/webhooks',
  summary: 'List webhooks',
  description: 'Those of the configuration, with their state.',
  params: noParameters,
  answer: webhookList,
  problems: [],
  handle: async (app) => ({ webhooks: (await listEndpoints(app)).map(endpointResource) }),
})

const test = operation({
  ...shape,
  id: 'testWebhook',
  allow: 'jobs:write',
  method: 'POST',
  path: '/webhooks/{id}/test',
  summary: 'Test a webhook',
  description: 'Posts an event `webhook.test` now, and says what came of it. Nothing is changed.',
  params: named,
  answer: webhookTest,
  problems: ['webhook_unknown'],
  handle: async (app, { params, actor }) => testResource(await testEndpoint(app, params.id, actor)),
})

const resume = operation({
  ...shape,
  id: 'resumeWebhook',
  allow: 'jobs:write',
  method: 'POST',
  path: '/webhooks/{id}/resume',
  summary: 'Resume a webhook',
  description: 'Ends its pause, and tries again everything that failed.',
  params: named,
  answer: resumed,
  problems: ['webhook_unknown'],
  handle: async (app, { params, actor }) => ({
    events: await resumeEndpoint(app, params.id, actor),
  }),
})

const deliveries = operation({
  ...shape,
  id: 'listFailedDeliveries',
  allow: 'health:read',
  method: 'GET',
  path: '/webhooks/{id}/deliveries',
  summary: 'List failed deliveries',
  description: 'Events that a webhook did not accept yet, the newest first; at most 100.',
  params: named,
  answer: deliveryList,
  problems: ['webhook_unknown'],
  handle: async (app, { params }) => ({
    deliveries: (await failedDeliveries(app, params.id)).map(deliveryResource),
  }),
})

const retry = operation({
  ...shape,
  id: 'retryDelivery',
  allow: 'jobs:write',
  method: 'POST',
  path: '/webhooks/{id}/deliveries/{delivery}/retry',
  summary: 'Try a delivery again',
  description: 'Ends a pause of the webhook, too.',
  params: named.extend({ delivery: id.meta({ description: 'The id of a delivery.' }) }),
  answer: resumed,
  problems: ['webhook_unknown'],
  handle: async (app, { params, actor }) => ({
    events: await resumeEndpoint(app, params.id, actor, params.delivery),
  }),
})

export const webhookOperations: Operation[] = [list, test, resume, deliveries, retry]
