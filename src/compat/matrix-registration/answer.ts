import type { App } from '../../core/context.ts'
import { randomText } from '../../shared/ids.ts'
import { Problem } from '../../shared/errors.ts'
import { privateHeaders } from '../../http/kit/headers.ts'
import type { Exchange, Visitor } from '../../http/portal/portal.ts'
import { withRequestId } from '../../shared/log.ts'
import { answerError } from './answer-error.ts'
import { Response } from '../../http/kit/fetch/response.ts'

export type Handle = (exchange: Exchange, visitor: Visitor) => Response | Promise<Response>

/** What each method of one path does. */
export type Handles = Readonly<Record<string, Handle>>

/** Every path with what it does. */
export type Routes = Readonly<Record<string, Handles>>

/** Answers one request, with its line in the log and its place in the metrics. */
export async function answer(
  app: App,
  exchange: Exchange,
  route: { path: string; handles: Handles },
  visitor: Visitor,
): Promise<Response> {
  const start = performance.now()
  return withRequestId(randomText(app.random, 8), async () => {
    const response = await handle(app, exchange, route.handles, visitor)
    const seconds = (performance.now() - start) / 1000
    const { method } = exchange.req
    const { path } = route
    app.metrics.requests.observe({ route: path, status: response.status }, seconds)
    app.log.debug({ method, path, status: response.status, seconds }, 'A request was answered')
    return response
  })
}

async function handle(
  app: App,
  exchange: Exchange,
  handles: Handles,
  visitor: Visitor,
): Promise<Response> {
  const { method } = exchange.req
  try {
    // Of a TRACE no Request can be made that the pages could be asked with.
    const any = method === 'TRACE' ? undefined : handles['ANY']
    const found = handles[method] ?? any
    if (found) return await found(exchange, visitor)
    if (method === 'OPTIONS') return allow(200, handles)
    const response = answerError(app, new Problem('method_not_allowed'))
    response.headers.set('allow', methodsOf(handles))
    return response
  } catch (error) {
    return answerError(app, error)
  }
}

/** Nobody needs a secret to ask which methods there are. */
function allow(status: number, handles: Handles): Response {
  const headers = { ...privateHeaders('text/html; charset=utf-8'), allow: methodsOf(handles) }
  return new Response(null, { status, headers })
}

function methodsOf(handles: Handles): string {
  const methods = Object.keys(handles).flatMap((one) => (one === 'ANY' ? ['GET', 'POST'] : [one]))
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].toSorted().join(', ')
}
