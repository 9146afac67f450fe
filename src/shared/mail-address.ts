import { domainToASCII } from 'node:url'

/** A sender or recipient. `name` is '' if there is none. */
export interface Mailbox {
  name: string
  address: string
}

/** A part of a name, or of a domain. */
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
const label = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?'

/** An address whose domain is in ASCII. */
export const mailAddressPattern = new RegExp(
  `^${atom}(\\.${atom})*@(${label}\\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`,
)

/**
 * The one address that a text is, its domain in lower-case ASCII; undefined if it is anything else. A subset of
 * RFC 5321, section 4.1.2: no quotes, comments, lists, IP addresses or names without a dot. So it can't
 * hold what a mail library or server might read as a second address or another header.
 */
export function readMailAddress(text: string): string | undefined {
  const at = text.lastIndexOf('@')
  const domain = text.slice(at + 1)
  // A domain of another script is written in ASCII.
  const ascii = /[\s%]/.test(domain) ? '' : domainToASCII(domain)
  const address = `${text.slice(0, at)}@${ascii}`
  return address.length <= 254 && mailAddressPattern.test(address) ? address : undefined
}

const maxNameLength = 100

/** Reads `Club <club@example.org>`, also with quotes around the name, or an address alone. */
export function readMailbox(text: string): Mailbox | undefined {
  const [, before = '', inner] = /^([^<>]*)<([^<>\s]+)>$/.exec(text.trim()) ?? []
  const address = readMailAddress(inner ?? text.trim())
  const name = before.trim().replace(/^"(.*)"$/, '$1')
  const isName = name.length <= maxNameLength && !/[\p{C}"\\]/u.test(name)
  return address !== undefined && isName ? { name, address } : undefined
}

/** The part behind the @. */
export function mailDomain(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
