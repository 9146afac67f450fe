import type { IncomingHttpHeaders } from 'node:http'
import ipaddr from 'ipaddr.js'
import type { Exchange } from '../../http/kit/route.ts'
import { isPrivate } from '../../shared/visitor-address.ts'

/**
 * The address under which a browser asked, `https://example.org`: as a trusted proxy tells it, else
 * as the request says itself.
 */
export function originOf(headers: IncomingHttpHeaders, viaProxy: boolean): string | undefined {
  const told = (name: string) => {
    const value = viaProxy ? headers[name] : undefined
    return typeof value === 'string' ? value.split(',', 1)[0]?.trim() : undefined
  }
  const scheme = told('x-forwarded-proto') === 'https' ? 'https' : 'http'
  const host = told('x-forwarded-host') ?? headers.host ?? ''
  return URL.parse(`${scheme}://${host}`)?.origin
}

const nobodys: ReadonlySet<string> = new Set(['unspecified', 'multicast', 'broadcast'])

/**
 * Whether an origin can be given to people: no name of one machine or container, and no address
 * within one house.
 */
export function isForPeople(origin: string): boolean {
  const { hostname } = new URL(origin)
  const name = hostname.replace(/^\[|\]$|\.$/g, '')
  if (ipaddr.isValid(name)) return !isPrivate(name) && !nobodys.has(ipaddr.process(name).range())
  return name.includes('.') && !name.endsWith('.localhost')
}

/**
 * A page of ours is known by its host name: what sits in front may speak https where we see http, and
 * nobody has told us. Where it doesn't even pass the host name on, as in the old guide, we see this
 * machine's, and an Origin proves nothing. `url`: where people reach the pages; null for not known.
 */
export function isOwnOrigin({ req }: Exchange, origin: string, url: string | null): boolean {
  const from = URL.parse(origin)
  if (from === null) return false
  const own = [req.header('x-forwarded-host'), req.header('host')]
  if (own.includes(from.host)) return true
  return url === null ? isWithin(own[0] ?? own[1] ?? '') : origin === new URL(url).origin
}

/** A loopback address, or a name without a dot: of this machine or a container. */
function isWithin(host: string): boolean {
  return /^([^.:]+|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host)
}
