import { maxBodyBytes } from '../kit/body.ts'
import { Response } from '../kit/fetch/response.ts'
import type { ActorCall, Exchange, Handler, Route, RouteSet } from '../kit/route.ts'
import { operatorsSet } from './operators-set.ts'
import type { ApiContext } from './admin.ts'
import { base } from './base.ts'
import { readJson } from './body.ts'
import { doctorPageSet } from './doctor-page.ts'
import { describeApi } from './openapi.ts'
import { noBody, type Operation } from './operation.ts'
import { operations } from './operations.ts'
import { apiPage } from './page.ts'
import { pageStyle } from './page-style.ts'

const description = describeApi(operations)

const pagePolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"

/** The API description: OpenAPI document and readable page. */
const descriptionRoutes: readonly Route<ApiContext>[] = [
  get(`${base}/openapi.json`, () => Response.json(description)),
  {
    ...get(base, () => new Response(null, { status: 308, headers: { location: `${base}/` } })),
    visit: true,
  },
  { ...get(`${base}/`, (_desk, exchange) => showPage(exchange)), visit: true },
  get(`${base}/page.css`, () => {
    return new Response(pageStyle, { headers: { 'content-type': 'text/css; charset=utf-8' } })
  }),
]

function get(path: string, handle: Handler<ApiContext>): Route<ApiContext> {
  return { method: 'GET', path, allow: 'public', handle }
}

function showPage({ req }: Exchange): Response {
  const headers = {
    'content-type': 'text/html; charset=UTF-8',
    'content-security-policy': pagePolicy,
  }
  return new Response(apiPage(description, new URL(req.url).origin), { headers })
}

function routeOf(operation: Operation): Route<ApiContext> {
  const { method, path, allow, body } = operation
  return {
    method,
    path: base + path.replaceAll(/\{(\w+)\}/g, ':$1'),
    allow,
    ...(body === noBody ? {} : { maxBodyBytes }),
    handle: (desk, exchange, call) => serve(desk, operation, exchange, call),
  }
}

/** The routes of the REST API and its description, from the table of operations. */
export const apiSets: readonly RouteSet<ApiContext>[] = [
  {
    ...operatorsSet,
    routes: [...operations.map(routeOf), ...descriptionRoutes],
    actorOf: ({ admin }, exchange) => admin(exchange, 'Bearer'),
  },
  doctorPageSet,
]

async function serve(
  { app }: ApiContext,
  operation: Operation,
  exchange: Exchange,
  call: ActorCall,
): Promise<Response> {
  const raw = {
    params: exchange.req.param(),
    query: readQuery(exchange.req.url),
    body: operation.body === noBody ? undefined : await readJson(exchange, call),
  }
  const answer = await operation.run(app, raw, call.actor)
  const { status } = operation
  if (status === 204) return new Response(null, { status })
  const location = operation.location(answer)
  return Response.json(answer, {
    status,
    headers: location === undefined ? {} : { location: base + location },
  })
}

/** A repeated parameter becomes a list, which no schema accepts. */
function readQuery(url: string): Record<string, string | string[]> {
  const said = new URL(url).searchParams
  const values = [...new Set(said.keys())].map((name): [string, string | string[]] => {
    const [value = '', ...more] = said.getAll(name)
    return [name, more.length === 0 ? value : [value, ...more]]
  })
  return Object.fromEntries(values)
}
