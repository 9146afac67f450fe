import { isIP } from 'node:net'
import { ask, type SiteAnswer } from './ask.ts'
import type { Fetch } from './context.ts'

/** Where a URL led, and what was answered there. */
export interface Followed {
  url: string
  answer: SiteAnswer
  /** The first URL whose redirect browsers hide from other sites' apps (CORS); null if none. */
  hidden: string | null
}

/** As many redirects as a browser follows (Fetch standard, 4.4 "HTTP-redirect fetch"). */
const maxRedirects = 20

const redirects = new Set([301, 302, 303, 307, 308])

/**
 * Sends a GET and follows redirects as apps do: never from https to http. `fault`: why there is no last
 * response, as the end of a sentence whose subject is `url`.
 */
export async function follow(fetch: Fetch, url: string): Promise<Followed | { fault: string }> {
  const seen = new Set<string>()
  let [at, hidden]: [string, string | null] = [url, null]
  for (;;) {
    const answer = await ask(fetch, at)
    if ('cause' in answer) return { fault: via(url, at, `can't be reached (${answer.cause})`) }
    const location = redirects.has(answer.status) ? answer.headers.get('location') : null
    if (location === null) return { url: at, answer, hidden }
    if (!isOpenToBrowsers(answer)) hidden ??= at
    seen.add(at)
    const next = URL.parse(location, at)
    const refusal = next === null ? `${location}, which is no URL` : refusalOf(next, at, seen)
    if (refusal !== null) return { fault: via(url, at, `redirects to ${refusal}`) }
    at = String(next)
  }
}

/** Whether an app in a browser, which comes from another site, may read a response. */
export function isOpenToBrowsers({ headers }: SiteAnswer): boolean {
  return headers.get('access-control-allow-origin') === '*'
}

/** Why a redirect is not followed, as an address and a relative clause. */
function refusalOf(next: URL, from: string, seen: ReadonlySet<string>): string | null {
  const before = new URL(from)
  if (seen.has(next.href)) return `${next.href}, where it came from: apps go round in a circle`
  if (seen.size > maxRedirects) return `${next.href}, after ${maxRedirects} others: apps give up`
  if (next.protocol === 'http:' && before.protocol === 'https:') {
    return `${next.href}, which is not https: apps refuse that`
  }
  if (!/^https?:$/.test(next.protocol)) return `${next.href}, which is not https`
  // A site's redirect must not make the doctor call machines of the operator's network.
  const isOwn = next.hostname === before.hostname
  return isOwn || isName(next.hostname) ? null : `${next.href}, which is no public name`
}

function isName(hostname: string): boolean {
  return hostname.includes('.') && isIP(hostname) === 0
}

function via(first: string, last: string, fault: string): string {
  return first === last ? fault : `leads to ${last}, which ${fault}`
}
