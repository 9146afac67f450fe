import { type Context, Hono } from 'hono'
import { requirePermission } from '../../core/permissions.ts'
import type { App } from '../../core/context.ts'
import { fetchOf } from '../kit/fetch/hono.ts'
import type { Fetch } from '../kit/fetch/listener.ts'
import { Response } from '../kit/fetch/response.ts'
import { type Admin, createAdmin } from './admin.ts'
import { base } from './base.ts'
import { readBody } from './body.ts'
import { serveDoctorPage } from './doctor-page.ts'
import { describeApi } from './openapi.ts'
import { noBody, type Operation } from './operation.ts'
import { operations } from './operations.ts'
import { apiPage } from './page.ts'
import { pageStyle } from './page-style.ts'
import { answerRest, type Env, route } from './route.ts'

/** The REST API and its description, out of the table of operations. */
export function createApi(app: App): Fetch {
  const api = new Hono<Env>()
  const admin = createAdmin(app)
  for (const [path, rows = []] of Object.entries(
    Object.groupBy(operations, ({ path: it }) => it),
  )) {
    const handlers = rows.map((row) => [row.method, (c: Context<Env>) => serve(app, admin, row, c)])
    route(app, api, base + path.replaceAll(/\{(\w+)\}/g, ':$1'), Object.fromEntries(handlers))
  }
  serveDescription(app, api)
  serveDoctorPage(app, api, admin)
  answerRest(app, api)
  return fetchOf(api)
}

async function serve(
  app: App,
  admin: Admin,
  operation: Operation,
  c: Context<Env>,
): Promise<Response> {
  const actor = await admin(c)
  requirePermission(actor, operation.allow)
  const raw = {
    params: c.req.param(),
    query: readQuery(c.req.url),
    body: operation.body === noBody ? undefined : await readBody(c),
  }
  const answer = await operation.run(app, raw, actor)
  const { status } = operation
  if (status === 204) return new Response(null, { status })
  const location = operation.location(answer)
  return Response.json(answer, {
    status,
    headers: location === undefined ? {} : { location: base + location },
  })
}

/** A parameter that is given twice becomes a list, which no schema takes. */
function readQuery(url: string): Record<string, string | string[]> {
  const said = new URL(url).searchParams
  const values = [...new Set(said.keys())].map((name): [string, string | string[]] => {
    const [value = '', ...more] = said.getAll(name)
    return [name, more.length === 0 ? value : [value, ...more]]
  })
  return Object.fromEntries(values)
}

function serveDescription(app: App, api: Hono<Env>): void {
  const description = describeApi(operations)
  const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
  route(app, api, `${base}/openapi.json`, { GET: () => Response.json(description) })
  route(app, api, base, {
    GET: () => new Response(null, { status: 308, headers: { location: `${base}/` } }),
  })
  route(app, api, `${base}/`, {
    GET: (c) => {
      const { origin } = new URL(c.req.url)
      return new Response(apiPage(description, origin), {
        headers: {
          'content-type': 'text/html; charset=UTF-8',
          'content-security-policy': policy,
        },
      })
    },
  })
  route(app, api, `${base}/page.css`, {
    GET: () => new Response(pageStyle, { headers: { 'content-type': 'text/css; charset=utf-8' } }),
  })
}
