import { isMatrixId } from '../../shared/matrix-id.ts'
import { pasted } from '../../shared/pasted.ts'

/** Names that lead to machines of an inner network (RFC 6761, 6762, 8375, 9476). */
const inner = /(^|\.)(localhost|local|internal|invalid|onion|home\.arpa)$/

/** Labels of a public name; the last one is no number, so that this is no IP address. */
const publicName =
  /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$/

export interface KnownServers {
  /** Our own; '' if there is none. */
  own: string
  /** Other names that are fine whatever they look like. */
  others: readonly string[]
}

/**
 * The Matrix id in a typed text, by a grammar of our own that leads to no address of an inner network; null
 * for anything else. Also from links of `matrix.to` or an app, and `matrix:` URIs. The server's name is lower-cased.
 */
export function readAddress(typed: string, known: KnownServers): string | null {
  const text = bare(pasted(typed))
  const at = text.indexOf(':')
  if (!text.startsWith('@') || at < 0) return null
  const address = text.slice(0, at + 1) + text.slice(at + 1).toLowerCase()
  if (!isMatrixId(address)) return null
  const server = address.slice(at + 1)
  const isKnown = [known.own, ...known.others].some((name) => name.toLowerCase() === server)
  return isKnown || isPublic(server) ? address : null
}

function isPublic(server: string): boolean {
  const [, name = '', port] = /^(.+?)(?::(\d{1,5}))?$/.exec(server) ?? []
  if (port !== undefined && (Number(port) === 0 || Number(port) > 65_535)) return false
  return name.length <= 253 && publicName.test(name) && !inner.test(name)
}

function bare(text: string): string {
  const [, link] = /^https?:\/\/[^#]+#\/(?:user\/)?([^?/]+)/i.exec(text) ?? []
  const [, uri] = /^matrix:u\/([^?/]+)/i.exec(text) ?? []
  if (uri !== undefined) return `@${decoded(uri)}`
  return link === undefined ? text : decoded(link)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
