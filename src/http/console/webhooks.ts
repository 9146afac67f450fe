import {
  failedDeliveries,
  listEndpoints,
  resumeEndpoint,
  testEndpoint,
} from '../../core/endpoints/manage.ts'
import { endpointResource, testResource } from '../../core/endpoints/resource.ts'
import type { Actor } from '../../model/actor.ts'
import type { Response } from '../kit/fetch/response.ts'
import { readForm } from '../kit/forms.ts'
import type { ActorHandler, Exchange } from '../kit/route.ts'
import type { Console } from './console.ts'
import { noticeOf, saying } from './notices.ts'
import { pageOf } from './page.ts'
import { redirect, reply } from './reply.ts'
import { webhooksPage, type WebhooksModel } from './views/webhooks.ts'

export const showWebhooks: ActorHandler<Console> = (console, exchange, { actor }) =>
  replyWebhooks(console, exchange, actor, null)

async function replyWebhooks(
  console: Console,
  exchange: Exchange,
  actor: Actor,
  tested: WebhooksModel['tested'],
): Promise<Response> {
  const { app } = console
  const page = pageOf(console, exchange, actor)
  const webhooks = await Promise.all(
    (await listEndpoints(app)).map(async (seen, at) => ({
      ...endpointResource(seen, at),
      failed: await failedDeliveries(app, seen.endpoint.id),
    })),
  )
  const notice = await noticeOf(console, exchange, actor)
  const text = webhooksPage(page, { webhooks, tested, notice })
  return reply(console, exchange, text, { tag: page.catalogue.tag })
}

/** Posts a test. The answer is the only page that shows its result. */
export const testWebhook: ActorHandler<Console> = async (console, exchange, { actor }) => {
  const id = exchange.req.param('id') ?? ''
  const result = testResource(await testEndpoint(console.app, id, actor))
  return replyWebhooks(console, exchange, actor, { id, ...result })
}

/** Tries the delivery of the form again; all of the webhook, if it names none. Ends a pause. */
export const resumeWebhook: ActorHandler<Console> = async (console, exchange, call) => {
  const job = (await readForm(exchange, call)).get('delivery') ?? ''
  const id = exchange.req.param('id') ?? ''
  await resumeEndpoint(console.app, id, call.actor, job === '' ? null : job)
  return redirect(await saying(console, console.paths.webhooks, call.actor, ['webhook.resumed']))
}
