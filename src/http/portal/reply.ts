import { getCookie } from 'hono/cookie'
import { serialize } from 'hono/utils/cookie'
import type { Problem } from '../../shared/errors.ts'
import { cookieName, cookieNames, cookieOptions } from '../kit/cookies.ts'
import { retryAfterOf, retryHeader, statusOf } from '../kit/errors.ts'
import { formHeaders, pageHeaders, privateHeaders } from '../kit/headers.ts'
import type { Page } from './views/page.ts'
import { stateOf, statePage } from './views/state.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { Response } from '../kit/fetch/response.ts'

const year = 365 * 24 * 3600

/** The page in the visitor's language: from the link, the cookie or Accept-Language. */
export function pageFor(portal: Pick<Portal, 'pages' | 'publicUrl'>, exchange: Exchange): Page {
  const { req } = exchange
  const tag = portal.pages.tagOf({
    query: req.query('lang'),
    cookie: readCookie(portal, exchange, cookieNames.language),
    acceptLanguage: req.header('accept-language'),
  })
  return portal.pages.in(tag)
}

export function readCookie(
  { publicUrl }: Pick<Portal, 'publicUrl'>,
  exchange: Exchange,
  name: string,
): string | undefined {
  return getCookie(exchange, cookieName(publicUrl, name))
}

interface PageReply {
  status?: number
  /** The page has a form with method POST. */
  form?: boolean
}

/** A response with a page. Stores a language chosen by link in a cookie. */
export function reply(
  portal: Portal,
  exchange: Exchange,
  page: Page,
  body: string | Uint8Array<ArrayBuffer>,
  { status = 200, form = false }: PageReply = {},
): Response {
  const response = new Response(body, {
    status,
    headers: (form ? formHeaders : pageHeaders)(page.catalogue.tag),
  })
  const chosen = portal.pages.known(exchange.req.query('lang'))
  if (chosen) setCookie(response, portal, cookieNames.language, chosen, year)
  return response
}

export function setCookie(
  response: Response,
  { publicUrl }: Portal,
  name: string,
  value: string,
  seconds: number,
): void {
  const cookie = serialize(cookieName(publicUrl, name), value, cookieOptions(publicUrl, seconds))
  response.headers.append('set-cookie', cookie)
}

/** A redirect to another page after a POST. */
export function redirect(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, ...privateHeaders('text/plain; charset=utf-8') },
  })
}

/** The page of a refusal: what happened and what to do next. */
export function replyProblem(portal: Portal, exchange: Exchange, problem: Problem): Response {
  const page = pageFor(portal, exchange)
  const { at = null, places = null } = problem.details
  const retryAfter = retryAfterOf(problem)
  const text = statePage(page, {
    state: stateOf(problem.code),
    at,
    places,
    back: problem.code === 'cross_site' ? ownBackOf(portal, exchange) : backOf(portal, exchange),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  })
  const response = reply(portal, exchange, page, text, { status: statusOf(problem.code) })
  for (const [name, value] of Object.entries(retryHeader(problem))) {
    response.headers.set(name, value)
  }
  return response
}

/** The target of "try again": the requested page, or the form instead of a waiting page. */
function backOf({ publicUrl, pathOf }: Portal, exchange: Exchange): string {
  const prefix = publicUrl.pathname.replace(/\/$/, '')
  const path = pathOf(exchange).replace(/\/ticket$/, '/account')
  return path.startsWith(`${prefix}/`) ? path : prefix + path
}

/** The same page at the public address: at the address of a refused form it would be refused again. */
function ownBackOf(portal: Portal, exchange: Exchange): string {
  const path = backOf(portal, exchange).replace(/\/next$/, '')
  const address = portal.addressOf(exchange)
  return address === null ? path : new URL(address).origin + path
}
