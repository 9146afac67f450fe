import { setTimeout as pause } from 'node:timers/promises'
import type { App } from '../../core/context.ts'
import { Response } from '../kit/fetch/response.ts'
import type { Handler } from '../api/route.ts'

/** How long the homeserver may take to show that it is there, in ms. */
const limit = 2_000

/** Alive means that this program answers: it asks nobody else, so that a restart would help. */
export const health: Handler = () => Response.json({ status: 'alive' })

/** Ready means that somebody could join now. What keeps them from it is told in a sentence. */
export function createReady(app: App): Handler {
  return async () => {
    const [trouble, homeserver] = await Promise.all([
      app.databaseHealth(),
      inTime(app.homeserver.ping()),
    ])
    const ready = trouble === null && homeserver
    const status = {
      status: ready ? 'ready' : 'not_ready',
      database: trouble === null ? 'ok' : 'unusable',
      homeserver: homeserver ? 'ok' : 'no_answer',
      ...(trouble && { reason: `${trouble.sentence} ${trouble.advice}` }),
    }
    return Response.json(status, { status: ready ? 200 : 503 })
  }
}

async function inTime(asked: Promise<boolean>): Promise<boolean> {
  const late = pause(limit, false, { ref: false })
  return Promise.race([asked.catch(() => false), late])
}

/** Prometheus' text format. */
export function createMetricsPage({ metrics: { registry } }: App): Handler {
  return async () =>
    new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } })
}
