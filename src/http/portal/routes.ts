import { Hono } from 'hono'
import type { App } from '../../core/context.ts'
import { Problem } from '../../shared/errors.ts'
import { withRequestId } from '../../shared/log.ts'
import { isDatabaseFailure } from '../../store/failure.ts'
import { fetchOf, forHono } from '../kit/fetch/hono.ts'
import type { Fetch } from '../kit/fetch/listener.ts'
import type { Request } from '../kit/fetch/request.ts'
import type { Response } from '../kit/fetch/response.ts'
import { lastPage } from '../kit/last-page.ts'
import { makeAccount, showAccount } from './account.ts'
import { showFile, showRobots } from './files.ts'
import { showWelcome } from './hand-off.ts'
import { enterCode, showHome, showInvitation, showMatrix, showQr } from './invitation.ts'
import { checkName } from './name-check.ts'
import { beginNext } from './next-person.ts'
import { createPortal, type Exchange, type Portal, type PortalOptions } from './portal.ts'
import { showReach } from './reach.ts'
import { replyProblem } from './reply.ts'
import { showTicket } from './ticket.ts'
import type { Handler, Methods, Routes } from '../kit/surface.ts'

/** Every URL of the public listener. Paths are made in paths.ts. */
const routes: Routes = {
  '/': { GET: showHome },
  '/i': { GET: enterCode },
  '/i/:code': { GET: showInvitation },
  '/i/:code/qr.svg': { GET: showQr },
  '/i/:code/account': { GET: showAccount, POST: makeAccount },
  '/i/:code/ticket': { GET: showTicket },
  '/i/:code/next': { POST: beginNext },
  '/i/:code/name': { GET: checkName },
  '/i/:code/matrix': { GET: showMatrix },
  '/welcome': { GET: showWelcome },
  '/reach': { GET: showReach },
  '/static/:file': { GET: showFile },
  '/robots.txt': { GET: showRobots },
}

/**
 * The public listener as a fetch handler. Requests are taken with the path of the public URL before
 * them and without it, since some proxies strip it. `more`: URLs that come before our own.
 */
export async function createPublic(
  app: App,
  more: Routes,
  options: PortalOptions = {},
): Promise<Fetch> {
  const portal = await createPortal(app, options)
  const prefix = portal.publicUrl.pathname.replace(/\/$/, '')
  const http = new Hono<{ Bindings: Exchange['env'] }>({ getPath: pathWithout(prefix) })
  for (const [path, methods] of [...Object.entries(more), ...Object.entries(routes)]) {
    http.all(path, (exchange) => forHono(answer(portal, exchange, path, methods)))
  }
  http.notFound((exchange) => forHono(answer(portal, exchange, 'none', {})))
  return fetchOf(http)
}

function pathWithout(prefix: string): (request: Request) => string {
  return (request) => {
    const start = request.url.indexOf('/', request.url.indexOf('://') + 3)
    const end = request.url.indexOf('?', start)
    const path = request.url.slice(start, end < 0 ? undefined : end)
    return path === prefix || path.startsWith(`${prefix}/`)
      ? path.slice(prefix.length) || '/'
      : path
  }
}

function answer(
  portal: Portal,
  exchange: Exchange,
  path: string,
  methods: Methods,
): Promise<Response> {
  const { app } = portal
  const { method } = exchange.req
  const start = performance.now()
  return withRequestId(portal.nextRequestId(), async () => {
    let response: Response
    try {
      response = await handlerOf(path, methods, method)(portal, exchange)
    } catch (error) {
      response = replyError(portal, exchange, error)
      if (response.status === 405) response.headers.set('allow', allowed(methods))
    }
    const { status } = response
    const seconds = (performance.now() - start) / 1000
    app.metrics.requests.observe({ route: path, status }, seconds)
    app.log.debug({ method, path, status, seconds }, 'A page was asked for')
    return response
  })
}

function replyError(portal: Portal, exchange: Exchange, error: unknown): Response {
  try {
    return replyProblem(portal, exchange, asProblem(portal.app, error))
  } catch (err) {
    portal.app.log.error({ err, code: 'internal' }, "An error's page could not be made")
    return lastPage()
  }
}

function handlerOf(path: string, methods: Methods, method: string): Handler {
  if (path === 'none') throw new Problem('not_found')
  const handler = methods[method as keyof Methods]
  if (!handler) throw new Problem('method_not_allowed')
  return handler
}

function allowed(methods: Methods): string {
  return Object.keys(methods)
    .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    .join(', ')
}

/** What nobody foresaw is told to the operator in full and to the visitor in a sentence. */
function asProblem({ log }: App, error: unknown): Problem {
  if (error instanceof Problem) {
    const { code, details } = error
    if (details.detail !== undefined) log.warn({ code, cause: details.detail }, 'Refused')
    return error
  }
  if (isDatabaseFailure(error)) {
    log.error({ cause: error.message, code: 'database_unavailable' }, 'The database failed')
    return new Problem('database_unavailable', { retryAfter: 30 })
  }
  log.error({ err: error, code: 'internal' }, 'A request failed')
  return new Problem('internal', { retryAfter: 30 })
}
