import ipaddr from 'ipaddr.js'
import { memoize } from './memoize.ts'
import { parseNode, readForwarded } from './forwarded.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Header = (name: string) => string | undefined

/** Whether a peer is one of the operator's proxies; null is the peer of a unix socket. */
export type IsTrusted = (peer: string | null) => boolean

/** `trusted`: addresses, CIDR blocks, and the word `unix` for any peer of a unix socket. */
export function trustedProxies(trusted: readonly string[]): IsTrusted {
  const blocks = trusted
    .filter((text) => text !== 'unix')
    .map((text) => ipaddr.parseCIDR(text.includes('/') ? text : `${text}/${bits(text)}`))
  const isListed = (peer: string) => {
    const address = parseNode(peer)
    return address !== null && blocks.some((block) => isIn(address, block))
  }
  const isKnown = memoize(isListed, (peer) => peer)
  return (peer) => (peer === null ? trusted.includes('unix') : isKnown(peer))
}

function bits(text: string): number {
  return ipaddr.parse(text).kind() === 'ipv4' ? 32 : 128
}

function isIn(address: Address, [base, length]: [Address, number]): boolean {
  return address.kind() === base.kind() && address.match(base, length)
}

/**
 * The visitor's address. Every proxy appends the address it was called from, so the list is read from
 * the right and the first address that isn't a trusted proxy is the visitor; anything left of it may
 * be forged. `peer`: the address of the connection.
 */
export function visitorAddress(
  peer: string | null,
  header: Header,
  isTrusted: IsTrusted,
): string | null {
  let address = peer
  if (!isTrusted(address)) return address
  const nodes = forwardedFor(header)
  while (isTrusted(address)) {
    // Our proxies write addresses only, so anything else ends the part that can be trusted.
    const before = parseNode((nodes.pop() ?? '').trim())
    if (before === null) return address
    address = before.toString()
  }
  return address
}

/** The entries of X-Forwarded-For, else of Forwarded (RFC 7239), in order. */
function forwardedFor(header: Header): string[] {
  const plain = header('x-forwarded-for')
  if (plain !== undefined) return plain.split(',')
  return readForwarded(header('forwarded') ?? '') ?? []
}

/** Whether an address is loopback or of a private network; null: the peer of a unix socket. */
export const isPrivate = memoize(isPrivateAddress, String)

function isPrivateAddress(address: string | null): boolean {
  const parsed = address === null ? null : parseNode(address)
  return parsed === null || privateRanges.has(parsed.range())
}

const privateRanges: ReadonlySet<string> = new Set([
  'private',
  'uniqueLocal',
  'loopback',
  'linkLocal',
  'carrierGradeNat',
])

/** The network that a rate limit counts: one IPv4 address, or the /64 of an IPv6 subscriber. */
export const networkOf = memoize(networkFor, String)

function networkFor(address: string | null): string {
  const parsed = address === null ? null : parseNode(address)
  if (parsed === null) return 'unknown'
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`
}
