import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Header = (name: string) => string | undefined

/** Whether a peer is one of the operator's proxies; null is the peer of a unix socket. */
export type IsTrusted = (peer: string | null) => boolean

/** `trusted`: addresses, CIDR blocks, and the word `unix` for whoever comes by a unix socket. */
export function trustedProxies(trusted: readonly string[]): IsTrusted {
  const blocks = trusted
    .filter((text) => text !== 'unix')
    .map((text) => ipaddr.parseCIDR(text.includes('/') ? text : `${text}/${bits(text)}`))
  return (peer) => {
    if (peer === null) return trusted.includes('unix')
    const address = parse(peer)
    return address !== null && blocks.some((block) => isIn(address, block))
  }
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
  const told = forwardedFor(header)
  let address = peer
  while (isTrusted(address)) {
    const before = told.pop()
    if (before === undefined) return address
    address = before
  }
  return address
}

/** The addresses of X-Forwarded-For, else those of Forwarded (RFC 7239), in their order. */
function forwardedFor(header: Header): string[] {
  const plain = header('x-forwarded-for')
  const items =
    plain?.split(',') ??
    [...(header('forwarded') ?? '').matchAll(/\bfor=("[^"]*"|[^;,\s]+)/gi)].map(
      ([, it]) => it ?? '',
    )
  return items.flatMap((item) => {
    const address = parse(item.trim().replaceAll('"', ''))
    return address === null ? [] : [address.toString()]
  })
}

/** An address with or without brackets and port; an IPv4 one in IPv6 clothes becomes plain. */
function parse(text: string): Address | null {
  const bare = /^\[([^\]]+)\]/.exec(text)?.[1] ?? text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : null
}

/** Whom a limit is for: one IPv4 address, or the /64 that one IPv6 subscriber has. */
export function networkOf(address: string | null): string {
  const parsed = address === null ? null : parse(address)
  if (parsed === null) return 'unknown'
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`
}
