import type { App } from '../../core/context.ts'
import { limitOf } from '../../http/kit/limits.ts'
import type { Handle, Handles, Routes } from './answer.ts'
import { SHAPES } from './generations.ts'
import { json } from './json.ts'
import type { Generation } from './keys.ts'
import { checkSecret, type Gate, type Scheme } from './secret.ts'
import * as synapse from './synapse-tokens.ts'
import * as tokens from './token-api.ts'
import type { Request } from '../../http/kit/fetch/request.ts'
import type { Response } from '../../http/kit/fetch/response.ts'

/** What `GET /api/version` says: the last release, whose API this is. */
const VERSION = '0.9.1.post1'

/** Where each generation had its tokens. */
const PATHS: Record<string, Generation> = { '/token': 1, '/api/token': 2 }

const ALL_TOKENS = { GET: tokens.showTokens, POST: tokens.makeToken }

const ONE_TOKEN = {
  GET: tokens.showToken,
  PATCH: tokens.changeToken,
  DELETE: tokens.deleteToken,
}

/** All that the first generation could do with a token was to disable it. */
const FIRST_TOKEN = { ...ONE_TOKEN, PUT: tokens.disableToken }

/** Below `/_synapse/admin/v1/registration_tokens`. */
const SYNAPSE: Record<string, Record<string, synapse.SynapseCall>> = {
  '': { GET: synapse.listRegistrationTokens },
  '/new': { POST: synapse.makeRegistrationToken },
  '/:name': {
    GET: synapse.showRegistrationToken,
    PUT: synapse.changeRegistrationToken,
    DELETE: synapse.deleteRegistrationToken,
  },
}

/** Everything that asks for the secret. */
export function apiRoutes(app: App): Routes {
  const { admin, timezone } = app.config
  const gate: Gate = { secret: admin.secret, limit: limitOf(app, 'failedSecrets') }
  const routes: Record<string, Handles> = {
    '/api/version': guard(gate, 'SharedSecret', { GET: () => json({ version: VERSION }) }),
  }
  for (const [path, generation] of Object.entries(PATHS)) {
    const api = { shelf: app, shape: SHAPES[generation], timeZone: timezone }
    const bind = bindTo((call: tokens.TokenCall, request, name) => call(api, request, name))
    routes[path] = guard(gate, 'SharedSecret', bind(ALL_TOKENS))
    routes[`${path}/:name`] = guard(
      gate,
      'SharedSecret',
      bind(generation === 1 ? FIRST_TOKEN : ONE_TOKEN),
    )
  }
  const bind = bindTo((call: synapse.SynapseCall, request, name) => call(app, request, name))
  for (const [below, calls] of Object.entries(SYNAPSE)) {
    const path = `/_synapse/admin/v1/registration_tokens${below}`
    routes[path] = guard(gate, 'Bearer', bind(calls))
  }
  return routes
}

type Run<C> = (call: C, request: Request, name: string) => Promise<Response>

function bindTo<C>(run: Run<C>): (calls: Readonly<Record<string, C>>) => Handles {
  return (calls) =>
    mapValues(
      calls,
      (call) =>
        ({ req }) =>
          run(call, req.raw, req.param('name') ?? ''),
    )
}

function guard(gate: Gate, scheme: Scheme, handles: Handles): Handles {
  return mapValues(handles, (handle) => async (exchange, visitor) => {
    await checkSecret(gate, scheme, exchange.req.header('authorization'), visitor.network)
    return handle(exchange, visitor)
  })
}

function mapValues<A>(record: Readonly<Record<string, A>>, change: (value: A) => Handle): Handles {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}
