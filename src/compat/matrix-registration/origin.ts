import type { IncomingHttpHeaders } from 'node:http'
import ipaddr from 'ipaddr.js'
import { isPrivate } from '../../shared/visitor-address.ts'

/**
 * The origin that a browser requested, `https://example.org`: from a trusted proxy's headers, else
 * from the request itself.
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
 * Whether an origin works in links for people: not a local host name or container, and not a private
 * address.
 */
export function isForPeople(origin: string): boolean {
  const { hostname } = new URL(origin)
  const name = hostname.replace(/^\[|\]$|\.$/g, '')
  if (ipaddr.isValid(name)) return !isPrivate(name) && !nobodys.has(ipaddr.process(name).range())
  return name.includes('.') && !name.endsWith('.localhost')
}
