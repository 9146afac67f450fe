import { decodings } from '../../core/invites/spellings.ts'
import { Response } from '../kit/fetch/response.ts'
import { privateHeaders } from '../kit/headers.ts'
import type { Exchange, Route } from '../kit/route.ts'
import type { Portal } from './portal.ts'

/**
 * A permanent redirect from a path that nothing is at to its normal form, if a route is there; the
 * method and the body stay (RFC 9110, section 15.4.9).
 */
export function toNormalPath(
  routes: readonly Route<Portal>[],
  { publicUrl }: Portal,
  { req }: Exchange,
): Response | undefined {
  const { pathname, search } = new URL(req.url)
  const prefix = publicUrl.pathname.replace(/\/$/, '')
  const path = normalPath(pathname)
  const isBelow = prefix !== '' && path.toLowerCase().startsWith(`${prefix.toLowerCase()}/`)
  const found = inCaseOf(
    routes.filter((route) => !route.path.startsWith('/static/')),
    isBelow ? path.slice(prefix.length) : path,
  )
  const location = found && prefix + found
  if (location === undefined || location === pathname || found === pathname) return undefined
  const headers = privateHeaders('text/plain; charset=utf-8')
  return new Response(null, { status: 308, headers: { ...headers, location: location + search } })
}

/** One slash between segments, none at the end, no dot segments, no escapes, no punctuation at the end. */
function normalPath(path: string): string {
  const segments: string[] = []
  for (const segment of (decodings(path).at(-1) ?? '').split(/[/\\]/)) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment.trim())
  }
  const last = segments.pop() ?? ''
  return `/${[...segments, withoutPunctuation(last)].join('/')}`
}

function withoutPunctuation(segment: string): string {
  let end = segment.length
  while (end > 0 && /[\p{P}\p{S}\s]/u.test(segment.charAt(end - 1))) end--
  return segment.slice(0, end)
}

/** The path as a route writes it; parameters stay as they are. */
function inCaseOf(routes: readonly Route<Portal>[], path: string): string | undefined {
  const given = path.split('/')
  const matches = routes.map((route) => {
    const wanted = route.path.split('/')
    const filled = wanted.map((part, at) =>
      part.startsWith(':') ? encodeURIComponent(given[at] ?? '') : part,
    )
    const isMatch = wanted.every((part, at) =>
      part.startsWith(':') ? given[at] : part === given[at]?.toLowerCase(),
    )
    return isMatch && wanted.length === given.length ? filled.join('/') : undefined
  })
  return matches.find((match) => match !== undefined)
}
