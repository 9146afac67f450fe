import { Hono } from 'hono'
import type { App } from '../../core/context.ts'
import { type Random, randomText } from '../../shared/ids.ts'
import { withRequestId } from '../../shared/log.ts'
import { problemOf } from './errors.ts'
import { fetchOf, forHono } from './fetch/hono.ts'
import type { Fetch } from './fetch/listener.ts'
import type { Request } from './fetch/request.ts'
import type { Response } from './fetch/response.ts'
import { lastPage } from './last-page.ts'
import { type Asked, perform } from './perform.ts'
import { allowed, emptyPlace, type Mount, type Place, placesOf } from './places.ts'
import type { Exchange } from './route.ts'

export interface ListenerOptions {
  mounts: readonly Mount[]
  /** Answers requests without a matching path. */
  fallback: (exchange: Exchange) => Mount
  /** Maps a request to the path that routes are matched against. */
  getPath?: (request: Request) => string
  /** Runs before everything else; throws to refuse. */
  check?: (exchange: Exchange) => void
}

type Means = Pick<App, 'log' | 'metrics' | 'random'>

/** A fetch handler made from tables of routes. */
export function createListener(app: Means, options: ListenerOptions): Fetch {
  const { mounts, fallback, getPath, check } = options
  const http = new Hono<{ Bindings: Exchange['env'] }>(getPath ? { getPath } : {})
  const around = { nextId: requestIds(app.random), check }
  for (const place of placesOf(mounts)) {
    http.all(place.path, (exchange) => forHono(answer(app, place, exchange, around)))
  }
  http.notFound((exchange) => {
    const place = emptyPlace('none', fallback(exchange))
    return forHono(answer(app, place, exchange, around))
  })
  return fetchOf(http)
}

/** Request ids for the log, unique across processes. */
function requestIds(random: Random): () => string {
  let start: string | undefined
  let count = 0
  return () => `${(start ??= randomText(random, 6))}-${++count}`
}

interface Around {
  nextId: () => string
  check: ListenerOptions['check']
}

async function answer(
  app: Means,
  place: Place,
  exchange: Exchange,
  { nextId, check }: Around,
): Promise<Response> {
  const { mount, route } = place.entries.get(exchange.req.method) ?? {
    mount: place.mount,
    route: undefined,
  }
  const { set } = mount
  try {
    const asked: Asked = { place, exchange, set, route, work: await mount.workOf(exchange) }
    const response = await orRefusal(app, asked, () =>
      withRequestId(nextId(), () => measure(app, asked, check)),
    )
    if (route?.session) response.headers.set('cache-control', 'no-store')
    return set.finish?.(response) ?? response
  } catch (err) {
    app.log.error({ err, code: 'internal' }, "An error's page could not be rendered")
    return lastPage()
  }
}

/** Logs and measures a request. */
async function measure(app: Means, asked: Asked, check: Around['check']): Promise<Response> {
  const start = performance.now()
  const { exchange, place } = asked
  const response = await orRefusal(app, asked, () => {
    check?.(exchange)
    return perform(asked)
  })
  const seconds = (performance.now() - start) / 1000
  const { path } = place
  const { method } = exchange.req
  const { status } = response
  app.metrics.requests.observe({ route: path, status }, seconds)
  app.log.debug({ method, path, status, seconds }, 'A request was answered')
  return response
}

/** Turns anything thrown into a refusal in the format of the route set. */
async function orRefusal(
  { log }: Means,
  { set, work, exchange, place }: Asked,
  run: () => Promise<Response>,
): Promise<Response> {
  try {
    return await run()
  } catch (error) {
    const problem = problemOf(error, log)
    const response = await set.refuse(work, exchange, problem)
    if (problem.code === 'method_not_allowed') response.headers.set('allow', allowed(place))
    return response
  }
}
