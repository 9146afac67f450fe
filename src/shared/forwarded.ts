import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/**
 * The `for` parameter of each element of a `Forwarded` header (RFC 7239, section 4), in order; ''
 * for an element without one. Null if any part breaks the grammar: an unclosed quote from a visitor
 * could otherwise swallow what a proxy appended.
 */
export function readForwarded(header: string): string[] | null {
  const nodes: string[] = []
  let element = new Map<string, string>()
  let end = 0
  for (const found of header.matchAll(PAIR)) {
    const { name, token, quoted = '', separator } = found.groups ?? {}
    end = found.index + found[0].length
    if (name !== undefined) {
      const key = name.toLowerCase()
      // Section 4: each parameter at most once per element.
      if (element.has(key)) return null
      element.set(key, token ?? quoted.replaceAll(/\\(.)/g, '$1'))
    }
    if (separator === ';') continue
    const node = element.get('for') ?? ''
    if (element.has('for') && !NODE.test(node)) return null
    if (element.size > 0) nodes.push(node)
    element = new Map()
    if (separator === '') break
  }
  return end === header.length ? nodes : null
}

/** A pair or nothing (RFC 9110, 5.6.1 allows empty list elements), and the separator after it. */
const PAIR =
  /[ \t]*(?:(?<name>[!#$%&'*+.^_`|~\w-]+)=(?:(?<token>[!#$%&'*+.^_`|~\w-]+)|"(?<quoted>(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t -~\x80-\xff])*)")[ \t]*)?(?<separator>[;,]|$)/gy

/** Section 6: an address, `unknown` or a name that begins with `_`, each with an optional port. */
const NODE = /^(?:\d+\.\d+\.\d+\.\d+|\[[\da-f:.]+\]|unknown|_[\w.-]+)(?::(?:\d{1,5}|_[\w.-]+))?$/i

/**
 * The address in a node of `Forwarded` (`192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]:80`) or of
 * X-Forwarded-For, where IPv6 may lack brackets. Null for anything else, names included.
 * An IPv4-mapped IPv6 address becomes plain IPv4.
 */
export function parseNode(node: string): Address | null {
  const { six, four, bare } = ADDRESS.exec(node)?.groups ?? {}
  const text = six ?? four ?? bare ?? ''
  // ipaddr.js also accepts `127.1` and octal numbers, which no proxy writes.
  const isOne =
    four === undefined
      ? text.includes(':') && ipaddr.IPv6.isValid(text)
      : ipaddr.IPv4.isValidFourPartDecimal(four)
  return isOne ? ipaddr.process(text) : null
}

const ADDRESS =
  /^(?:\[(?<six>[\da-f:.]{1,45})\]|(?<four>(?:\d{1,3}\.){3}\d{1,3}))(?::(?:\d{1,5}|_[\w.-]+))?$|^(?<bare>[\da-f:.]{1,45})$/i
