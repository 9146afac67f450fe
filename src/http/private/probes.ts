import { setTimeout as pause } from 'node:timers/promises'
import type { App } from '../../core/context.ts'
import { Response } from '../kit/fetch/response.ts'
import type { RouteSet } from '../kit/route.ts'
import { operatorsSet } from '../api/operators-set.ts'

/** Timeout for the homeserver's answer, in ms. */
const limit = 2_000

/** For monitoring; open to everybody who reaches the private listener. */
export const probes: RouteSet<App> = {
  ...operatorsSet,
  routes: [
    { method: 'GET', path: '/health', allow: 'public', handle: showHealth },
    { method: 'GET', path: '/ready', allow: 'public', handle: showReady },
    { method: 'GET', path: '/metrics', allow: 'public', handle: showMetrics },
  ],
}

/** Liveness: checks only this process, so that a restart would fix a failure. */
function showHealth(): Response {
  return Response.json({ status: 'alive' })
}

/** Readiness: whether somebody could join now. If not, `reason` says why. */
async function showReady(app: App): Promise<Response> {
  const [trouble, homeserver] = await Promise.all([
    app.databaseHealth({ locks: true }),
    inTime(app.homeserver.ping()),
  ])
  const ready = trouble === null && homeserver
  const reasons = [
    ...(trouble ? [`${trouble.sentence} ${trouble.advice}`] : []),
    ...(homeserver ? [] : [`The homeserver at ${app.config.homeserver.url} does not answer.`]),
  ]
  const status = {
    status: ready ? 'ready' : 'not_ready',
    database: trouble === null ? 'ok' : 'unusable',
    homeserver: homeserver ? 'ok' : 'no_answer',
    ...(ready ? {} : { reason: reasons.join(' ') }),
  }
  return Response.json(status, { status: ready ? 200 : 503 })
}

async function inTime(asked: Promise<boolean>): Promise<boolean> {
  const late = pause(limit, false, { ref: false })
  return Promise.race([asked.catch(() => false), late])
}

/** Prometheus' text format. */
async function showMetrics({ metrics }: App): Promise<Response> {
  const headers = { 'content-type': metrics.registry.contentType }
  return new Response(await metrics.show(), { headers })
}
