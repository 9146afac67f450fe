import { maxBodyBytes } from '../../http/kit/body.ts'
import { Response } from '../../http/kit/fetch/response.ts'
import { privateHeaders } from '../../http/kit/headers.ts'
import type { Exchange, Route, RouteSet } from '../../http/kit/route.ts'
import { adminActor } from '../../model/actor.ts'
import type { Permission } from '../../model/permission.ts'
import { answerError } from './answer-error.ts'
import type { RouteContext } from './route-context.ts'
import { SHAPES } from './generations.ts'
import { json, readObject } from './json.ts'
import type { Generation } from './keys.ts'
import { checkSecret, type Scheme } from './secret.ts'
import * as synapse from './synapse-tokens.ts'
import type { Ask } from './token-call.ts'
import * as tokens from './token-api.ts'

/** The answer of `GET /api/version`: the last release, whose API this is. */
const VERSION = '0.9.1.post1'

type Method = Route<RouteContext>['method']
type Row<C> = readonly [method: Method, below: string, allow: Permission, call: C]

/** Below the path of a generation's tokens. */
const TOKEN_CALLS: readonly Row<tokens.TokenCall>[] = [
  ['GET', '', 'invites:read', tokens.showTokens],
  ['POST', '', 'invites:create', tokens.makeToken],
  ['GET', '/:name', 'invites:read', tokens.showToken],
  ['PATCH', '/:name', 'invites:change', tokens.changeToken],
  ['DELETE', '/:name', 'invites:delete', tokens.deleteToken],
]

/** The first generation could only disable a token. */
const DISABLE: Row<tokens.TokenCall> = ['PUT', '/:name', 'invites:change', tokens.disableToken]

/** Below `/_synapse/admin/v1/registration_tokens`. */
const SYNAPSE_CALLS: readonly Row<synapse.SynapseCall>[] = [
  ['GET', '', 'invites:read', synapse.listRegistrationTokens],
  ['POST', '/new', 'invites:create', synapse.makeRegistrationToken],
  ['GET', '/:name', 'invites:read', synapse.showRegistrationToken],
  ['PUT', '/:name', 'invites:change', synapse.changeRegistrationToken],
  ['DELETE', '/:name', 'invites:delete', synapse.deleteRegistrationToken],
]

function routesOf<C>(
  path: string,
  rows: readonly Row<C>[],
  run: (desk: RouteContext, call: C, ask: Ask) => Promise<Response>,
): Route<RouteContext>[] {
  return rows.map(([method, below, allow, call]) => ({
    method,
    path: path + below,
    allow,
    maxBodyBytes,
    handle: (desk, { req }, { actor, readBody }) => {
      const readJson = async () => readObject(await readBody())
      return run(desk, call, { actor, readJson, name: req.param('name') ?? '', url: req.url })
    },
  }))
}

function tokenRoutes(path: string, generation: Generation): Route<RouteContext>[] {
  const rows = generation === 1 ? [...TOKEN_CALLS, DISABLE] : TOKEN_CALLS
  return routesOf(path, rows, ({ app }, call, ask) =>
    call({ context: app, shape: SHAPES[generation], timeZone: app.config.timezone }, ask),
  )
}

/** Shared by all sets that need a secret. OPTIONS needs none. */
const common: Pick<RouteSet<RouteContext>, 'origin' | 'refuse' | 'options'> = {
  origin: 'any',
  refuse: (_desk, _exchange, problem) => answerError(problem),
  options: (allow) =>
    new Response(null, { headers: { ...privateHeaders('text/html; charset=utf-8'), allow } }),
}

function whoShows(scheme: Scheme): NonNullable<RouteSet<RouteContext>['actorOf']> {
  return async ({ gate, visitor }, exchange: Exchange) => {
    const header = exchange.req.header('authorization')
    await checkSecret(gate, scheme, header, visitor(exchange).network)
    return adminActor
  }
}

export const tokenSet: RouteSet<RouteContext> = {
  ...common,
  routes: [
    {
      method: 'GET',
      path: '/api/version',
      allow: 'health:read',
      handle: () => json({ version: VERSION }),
    },
    ...tokenRoutes('/token', 1),
    ...tokenRoutes('/api/token', 2),
  ],
  actorOf: whoShows('SharedSecret'),
}

export const synapseSet: RouteSet<RouteContext> = {
  ...common,
  routes: routesOf('/_synapse/admin/v1/registration_tokens', SYNAPSE_CALLS, ({ app }, call, ask) =>
    call(app, ask),
  ),
  actorOf: whoShows('Bearer'),
}

/** Routes without a secret that answer in JSON. */
export const openCalls: Omit<RouteSet<RouteContext>, 'routes'> = common
