import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** All addresses of a host name, like `dns.lookup` with `all`. */
export type Resolve = (host: string) => Promise<LookupAddress[]>

/**
 * The addresses that a host may be reached at: resolved once, without private and reserved ranges
 * (mapped ones included) unless allowed. `literal`: the host is an address already.
 */
export async function addressesOf(
  host: string,
  { resolve, allowPrivate }: { resolve: Resolve; allowPrivate: boolean },
): Promise<LookupAddress[] | 'not_found' | 'address_private'> {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const found = ipaddr.isValid(bare)
    ? [{ address: bare, family: bare.includes(':') ? 6 : 4 }]
    : await resolve(bare).catch(() => [])
  if (found.length === 0) return 'not_found'
  const allowed = found.filter(({ address }) => allowPrivate || isPublic(address))
  return allowed.length === 0 ? 'address_private' : allowed
}

function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'
}

/** Lets a connection use these addresses: nothing is resolved again, so no other one can be slipped in. */
export function lookupOf(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, { all }, done) => {
    const [first] = addresses
    if (all) done(null, [...addresses])
    else done(null, first?.address ?? '', first?.family)
  }
}
