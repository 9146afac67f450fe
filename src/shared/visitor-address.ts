import ipaddr from 'ipaddr.js'
import { memoize } from './memoize.ts'
import { parseNode, readForwarded } from './forwarded.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Header = (name: string) => string | undefined

/** Whether a peer is one of the operator's proxies; null is the peer of a unix socket. */
export type IsTrusted = (peer: string | null) => boolean

/** `trusted`: addresses, CIDR blocks, and the word `unix` for whoever comes by a unix socket. */
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
 * The visitor's address. Every proxy appends the address it was called from, so what stands right of
 * the last trusted one is believed and all left of it may be invented. `peer`: who is connected.
 */
export function visitorAddress(
  peer: string | null,
  header: Header,
  isTrusted: IsTrusted,
): string | null {
  let address = peer
  if (!isTrusted(address)) return address
  const told = forwardedFor(header)
  while (isTrusted(address)) {
    // What is no address was not written by a proxy of ours: from there on nothing is believed.
    const before = parseNode((told.pop() ?? '').trim())
    if (before === null) return address
    address = before.toString()
  }
  return address
}

/** What X-Forwarded-For, else Forwarded (RFC 7239), says in its order. */
function forwardedFor(header: Header): string[] {
  const plain = header('x-forwarded-for')
  if (plain !== undefined) return plain.split(',')
  return readForwarded(header('forwarded') ?? '') ?? []
}

/** An address within one machine, one house or one set of containers; null: a unix socket's peer. */
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

/** Whom a limit is for: one IPv4 address, or the /64 that one IPv6 subscriber has. */
export const networkOf = memoize(networkFor, String)

function networkFor(address: string | null): string {
  const parsed = address === null ? null : parseNode(address)
  if (parsed === null) return 'unknown'
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`
}
