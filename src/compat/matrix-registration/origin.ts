import type { IncomingHttpHeaders } from 'node:http'
import ipaddr from 'ipaddr.js'
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
