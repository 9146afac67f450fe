import { readFile } from 'node:fs/promises'
import { pictureType } from '../../config/picture.ts'
import { maxBodyBytes } from '../../http/kit/body.ts'
import { Response } from '../../http/kit/fetch/response.ts'
import { assetHeaders, privateHeaders } from '../../http/kit/headers.ts'
import type { Exchange, Route, RouteSet } from '../../http/kit/route.ts'
import { showHome, showInvitation } from '../../http/portal/invitation.ts'
import type { Portal } from '../../http/portal/portal.ts'
import { replyProblem } from '../../http/portal/reply.ts'
import { pages } from '../../http/portal/routes.ts'
import { Problem } from '../../shared/errors.ts'
import { openCalls } from './api-routes.ts'
import type { RouteContext } from './route-context.ts'
import { keepToken } from '../language-links.ts'
import { ENTRANCE, tokenIn } from './front.ts'
import { register } from './register.ts'

const HTML = 'text/html; charset=utf-8'

/** Files for health checks and operators' own pages. */
export const files: RouteSet<RouteContext> = {
  ...openCalls,
  routes: [
    {
      method: 'GET',
      path: '/health',
      allow: 'public',
      handle: () => new Response('OK', { headers: privateHeaders(HTML) }),
    },
    {
      method: 'GET',
      path: '/static/replace/images/element-logo.png',
      allow: 'public',
      handle: ({ settings }) => showLogo(settings.logo),
    },
  ],
}

/** The form as sent by scripts and operators' own pages. */
export const formForScripts: RouteSet<RouteContext> = {
  ...openCalls,
  routes: [{ method: 'POST', path: ENTRANCE, allow: 'public', maxBodyBytes, handle: register }],
}

/**
 * A link with or without a token. The old page checked the token only when the form was sent, so the
 * status is 200 even if the page says that the invitation is over.
 */
export const entrance: RouteSet<Portal> = {
  ...pages,
  routes: [{ method: 'GET', path: ENTRANCE, allow: 'public', handle: enter }],
  refuse: (portal, exchange, problem) => {
    const { payload, headers, status } = replyProblem(portal, exchange, problem)
    const page = new Response(payload, {
      headers,
      status: status < 500 && status !== 429 ? 200 : status,
    })
    return keepToken(page, tokenIn(exchange))
  },
}

/** Our own pages below `/register`; their files also where the program had its own. */
export const journey: RouteSet<Portal> = {
  ...pages,
  routes: pages.routes.flatMap((route): Route<Portal>[] => {
    const below = { ...route, path: ENTRANCE + route.path }
    return route.path.startsWith('/static/') ? [below, route] : [below]
  }),
}

async function enter(portal: Portal, exchange: Exchange): Promise<Response> {
  const token = tokenIn(exchange)
  if (token === '') return showHome(portal, exchange)
  return keepToken(await showInvitation(portal, exchange, token), token)
}

async function showLogo(path: string | null): Promise<Response> {
  if (path === null) throw new Problem('not_found')
  const bytes = await readFile(path).catch(() => null)
  // The file may have changed since the start.
  const found = bytes && pictureType(bytes)
  if (!found) throw new Problem('not_found')
  return new Response(bytes, {
    headers: { ...assetHeaders(found.type), 'cache-control': 'no-cache' },
  })
}

/** Allows pages of other sites to post the form and read the response (CORS). The APIs never do. */
export function openToAll<W>(set: RouteSet<W>): RouteSet<W> {
  return {
    ...set,
    options: () => new Response(null, { headers: PREFLIGHT }),
    finish(response) {
      response.headers.set('access-control-allow-origin', '*')
      response.headers.set('cross-origin-resource-policy', 'cross-origin')
      return response
    },
  }
}

const PREFLIGHT = {
  ...privateHeaders(HTML),
  allow: 'GET, HEAD, OPTIONS, POST',
  'access-control-allow-methods': 'GET, HEAD, OPTIONS, POST',
  'access-control-allow-headers': 'content-type',
}
