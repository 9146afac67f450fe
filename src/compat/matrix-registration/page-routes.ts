import { readFile } from 'node:fs/promises'
import type { App } from '../../core/context.ts'
import { pictureType } from '../../config/picture.ts'
import { Problem } from '../../shared/errors.ts'
import { assetHeaders, privateHeaders } from '../../http/kit/headers.ts'
import type { Exchange } from '../../http/portal/portal.ts'
import { limitOf } from '../../http/kit/limits.ts'
import { createPlaceWaits } from '../../http/portal/place-waits.ts'
import type { IsTrusted } from '../../shared/visitor-address.ts'
import { answerError } from './answer-error.ts'
import type { Handle, Handles, Routes } from './answer.ts'
import { createAttempts } from './attempts.ts'
import { createFront, type Front } from './front.ts'
import { createAdmission } from './limits.ts'
import { register } from './register.ts'
import type { SurfaceOptions } from './surface.ts'
import { Response } from '../../http/kit/fetch/response.ts'

/** What browsers and health checks open: nothing of it asks for a secret. */
export function pageRoutes(app: App, options: SurfaceOptions, isTrusted: IsTrusted): Routes {
  const { settings } = options
  const admit = createAdmission(app, settings.rates)
  const front = createFront(app, { options, isTrusted, admit })
  const wrongCodes = limitOf(app, 'wrongCodes')
  const mayWait = createPlaceWaits(limitOf(app, 'failedPosts'))
  const shared = { app, settings, attempts: createAttempts(app), admit, wrongCodes, mayWait }
  const entrance: Handles = {
    GET: (exchange, visitor) => enter(front, exchange, visitor.address),
    POST: (exchange, visitor) => {
      // Where the host isn't certain, a browser still knows the path.
      const pages = front.addressOf(exchange) ?? new URL(app.config.public.url).pathname
      return register({ ...shared, pages }, exchange.req.raw, visitor)
    },
  }
  const below: Handle = async (exchange, { address }) => {
    const path = exchange.req.path.replace(/^\/register/, '')
    return (await front.open(exchange)).show(exchange, path, address)
  }
  const nowhere: Handle = async (exchange) => {
    // A page for people, JSON for the clients of the APIs.
    if (/^\/(api|token|_synapse)\b/.test(exchange.req.path)) throw new Problem('not_found')
    return (await front.open(exchange)).show(exchange, NOWHERE, null)
  }
  return {
    '/health': { GET: () => new Response('OK', { headers: privateHeaders(HTML) }) },
    '/register': settings.allowCors ? openToAll(app, entrance) : entrance,
    '/register/*': { ANY: below },
    '/static/replace/images/element-logo.png': { GET: () => showLogo(settings.logo) },
    '/static/*': { ANY: below },
    '/*': { ANY: nowhere },
  }
}

/** A path that the pages don't have. */
const NOWHERE = '/nowhere/at/all'

const HTML = 'text/html; charset=utf-8'

/**
 * A link, with the token in it or none. The page said nothing about the token until the form was
 * sent: so the status is 200 even where the page says that the invitation is over.
 */
async function enter(front: Front, exchange: Exchange, address: string | null): Promise<Response> {
  const token = (exchange.req.query('token') ?? '').trim()
  const path = token === '' ? '/' : `/i/${encodeURIComponent(token)}`
  const { body, headers, status } = await (await front.open(exchange)).show(exchange, path, address)
  return new Response(body, { headers, status: status < 500 && status !== 429 ? 200 : status })
}

async function showLogo(path: string | null): Promise<Response> {
  if (path === null) throw new Problem('not_found')
  const bytes = await readFile(path).catch(() => null)
  // It may be another file since the start.
  const found = bytes && pictureType(bytes)
  if (!found) throw new Problem('not_found')
  return new Response(bytes, {
    headers: { ...assetHeaders(found.type), 'cache-control': 'no-cache' },
  })
}

/** Lets pages of other sites post the form and read the answer. The APIs never allow that. */
function openToAll(app: App, handles: Handles): Handles {
  const open = (handle: Handle): Handle => {
    return async (exchange, visitor) => {
      const response = await Promise.try(() => handle(exchange, visitor)).catch((error: unknown) =>
        answerError(app, error),
      )
      response.headers.set('access-control-allow-origin', '*')
      response.headers.set('cross-origin-resource-policy', 'cross-origin')
      return response
    }
  }
  return {
    ...Object.fromEntries(Object.entries(handles).map(([key, handle]) => [key, open(handle)])),
    OPTIONS: open(preflight),
  }
}

const preflight: Handle = () => new Response(null, { headers: PREFLIGHT })

const PREFLIGHT = {
  ...privateHeaders(HTML),
  allow: 'GET, HEAD, OPTIONS, POST',
  'access-control-allow-methods': 'GET, HEAD, OPTIONS, POST',
  'access-control-allow-headers': 'content-type',
}
