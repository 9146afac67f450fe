import { Problem } from '../../shared/errors.ts'
import type { ReadHeaders } from './fetch/headers.ts'

/**
 * Which cross-site requests are accepted:
 * - `any`: all; the route needs a secret, or has nothing worth forging.
 * - `forms`: all but POSTs that provably come from another site. Requests without that information (text
 *   browsers, `Origin: null`) pass.
 * - `own`: no request that the browser marks as cross-site. Programs send no mark and pass.
 * - `session`: only requests that the browser marks as same-origin. Reading passes as under `own`.
 * - `programs`: no request that any page, even ours, made a browser send.
 */
export type OriginRule = 'any' | 'forms' | 'own' | 'session' | 'programs'

interface Asked {
  method: string
  headers: ReadHeaders
}

interface Means {
  /** A page that links on other sites may lead to. */
  visit?: boolean | undefined
  /** Whether an Origin is that of our own pages. */
  isOwn: (origin: string) => boolean
}

/** Throws `cross_site` for requests that the rule doesn't accept. */
export function refuseForeign(asked: Asked, rule: OriginRule, means: Means): void {
  if (!isTaken(asked, rule, means)) throw new Problem('cross_site')
}

function isTaken(asked: Asked, rule: OriginRule, { visit, isOwn }: Means): boolean {
  if (rule === 'any' || (rule === 'forms' && isRead(asked))) return true
  if (visit && isVisit(asked)) return true
  const { headers } = asked
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  const isOurs = origin !== null && isOwn(origin)
  switch (rule) {
    case 'forms':
      if (site === 'same-origin' || site === 'none') return true
      return site !== 'cross-site' && (origin === null || origin === 'null' || isOurs)
    case 'session':
      // Only old browsers, and those on plain http, send no Sec-Fetch-Site.
      if (!isRead(asked)) return site === null ? isOurs : site === 'same-origin' && isOurs
      return isNear(site) && (origin === null || isOurs)
    case 'own':
      return isNear(site) && (origin === null || isOurs)
    case 'programs':
      return ![...headers.keys()].some((name) => BROWSERS.test(name))
  }
}

const BROWSERS = /^(?:origin|referer|sec-fetch-.*)$/

function isRead({ method }: Asked): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

function isNear(site: string | null): boolean {
  return site === null || site === 'none' || site === 'same-origin'
}

function isVisit({ method, headers }: Asked): boolean {
  const reads = method === 'GET' || method === 'HEAD'
  const isWhole = (headers.get('sec-fetch-dest') ?? 'document') === 'document'
  return reads && isWhole && headers.get('sec-fetch-mode') === 'navigate'
}

/** Whether an Origin has this Host. Behind a proxy the scheme may differ from ours. */
export function isOriginOf(host: string, origin: string): boolean {
  const url = URL.parse(origin)
  return url !== null && url.host === URL.parse(`${url.protocol}//${host}`)?.host
}
