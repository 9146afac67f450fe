import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

/** RFC 6761, section 6.3: localhost is always loopback, whatever the resolver says. */
const LOOPBACK = ['127.0.0.1', '::1']

/**
 * All addresses of a host to listen on, IPv4 first. A client may try any of them, so a listener at a name
 * needs all.
 */
export async function addressesOf(host: string): Promise<string[]> {
  // The empty host means all addresses of this machine.
  if (host === '' || isIP(host) !== 0) return [host]
  if (/^(.+\.)?localhost\.?$/i.test(host)) return LOOPBACK
  const found = await lookup(host, { all: true, order: 'ipv4first' })
  return [...new Set(found.map(({ address }) => address))]
}
