import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

/** RFC 6761, section 6.3: whatever the name service says, these names are this machine's loopback. */
const LOOPBACK = ['127.0.0.1', '::1']

/**
 * Every address of a host to listen at, IPv4 first. A browser or web server may try any of them, so
 * a listener at a name has to be at all.
 */
export async function addressesOf(host: string): Promise<string[]> {
  // Nothing at all stands for every address of this machine.
  if (host === '' || isIP(host) !== 0) return [host]
  if (/^(.+\.)?localhost\.?$/i.test(host)) return LOOPBACK
  const found = await lookup(host, { all: true, order: 'ipv4first' })
  return [...new Set(found.map(({ address }) => address))]
}
