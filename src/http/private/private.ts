import { type Context, Hono } from 'hono'
import type { App } from '../../core/context.ts'
import { fetchOf, forHono } from '../kit/fetch/hono.ts'
import type { Fetch } from '../kit/fetch/listener.ts'
import type { Response } from '../kit/fetch/response.ts'
import { base } from '../api/base.ts'
import { refuseForeign } from './cross-site.ts'
import { createHostCheck } from './hosts.ts'
import { createMetricsPage, createReady, health } from './probes.ts'
import { ownSurface, type Surface } from '../kit/surface.ts'
import { answerRest, type Env, route, socketAddress } from '../api/route.ts'

/** On every answer. A page that shows something adds to the policy what it needs. */
const headers = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

const pages = new Set([base, `${base}/`])

/** The private listener: the API, and what watches over the program. Serves one request a call. */
export function createPrivate(
  app: App,
  addMore: Surface['operators'] = ownSurface.operators,
): Fetch {
  const listener = new Hono<Env>()
  const checkHost = createHostCheck(app.config.private)
  listener.use(async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host
    checkHost(host, socketAddress(c, 'local'))
    refuseForeign(c.req.raw, host, pages.has(c.req.path))
    await next()
  })
  route(app, listener, '/health', { GET: health })
  route(app, listener, '/ready', { GET: createReady(app) })
  route(app, listener, '/metrics', { GET: createMetricsPage(app) })
  addMore(listener, app)
  // Its schemas take as long to load as the rest of the program, and few requests need them.
  const api = once(async () => (await import('../api/api.ts')).createApi(app))
  const serve = async (c: Context<Env>) => (await api())(c.req.raw, c.env)
  listener.all('/api/*', (c) => forHono(serve(c)))
  answerRest(app, listener)
  const fetch = fetchOf(listener)
  return async (...request) => guarded(await fetch(...request))
}

function guarded(response: Response): Response {
  for (const [name, value] of Object.entries(headers)) {
    if (!response.headers.has(name)) response.headers.set(name, value)
  }
  return response
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
