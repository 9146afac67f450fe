import { Problem } from '../../shared/errors.ts'
import type { Request } from '../kit/fetch/request.ts'

/**
 * Throws `cross_site` for what a page of another site makes a browser send. Programs send none of
 * these headers. `isPage`: a page to read, to which a link from anywhere may lead.
 */
export function refuseForeign(request: Request, host: string, isPage: boolean): void {
  if (isPage && isVisit(request)) return
  const site = request.headers.get('sec-fetch-site') ?? 'none'
  const origin = request.headers.get('origin')
  if (site !== 'none' && site !== 'same-origin') throw new Problem('cross_site')
  if (origin !== null && !isOwn(origin, host)) throw new Problem('cross_site')
}

function isVisit({ method, headers }: Request): boolean {
  const reads = method === 'GET' || method === 'HEAD'
  return reads && headers.get('sec-fetch-mode') === 'navigate'
}

/** Behind a proxy the scheme may differ from ours, so only host and port are compared. */
function isOwn(origin: string, host: string): boolean {
  const url = URL.parse(origin)
  return url !== null && url.host === URL.parse(`${url.protocol}//${host}`)?.host
}
