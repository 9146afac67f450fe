/** Where a part of a URI begins, as RFC 2396 takes one apart. */
const PARTS =
  /^(?:(?<scheme>[^:/?#]*):)?(?:\/\/(?<authority>[^/?#]*))?(?<path>[^?#]*)(?:\?(?<query>[^#]*))?(?:#(?<fragment>.*))?$/ds

/** Neither in a URI nor one of the letters beyond ASCII that Java lets pass. */
const ILLEGAL = /[\0-\x20\x7f-\xa0"<>\\^`{|}\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/

/** Why java.net.URI takes no such text, as its URISyntaxException says it; null where it does. */
export function uriFault(text: string): string | null {
  const { groups = {}, indices } = PARTS.exec(text) ?? {}
  const at = (name: string) => indices?.groups?.[name]?.[0] ?? 0
  const { scheme, authority } = groups
  if (scheme !== undefined && !/^[a-z][a-z\d+.-]*$/i.test(scheme)) return schemeFault(scheme)
  if (scheme !== undefined && text.length === scheme.length + 1) {
    return `Expected scheme-specific part at index ${text.length}`
  }
  if (authority === '' && groups['path'] === '') return `Expected authority at index ${text.length}`
  if (authority !== undefined) {
    const fault = authorityFault(authority, at('authority'))
    if (fault !== null) return fault
  }
  for (const name of ['path', 'query', 'fragment']) {
    const fault = partFault(name, groups[name] ?? '', at(name))
    if (fault !== null) return fault
  }
  return null
}

function schemeFault(scheme: string): string {
  if (scheme === '') return 'Expected scheme name at index 0'
  const index = /^[a-z]/i.test(scheme) ? scheme.search(/[^a-z\d+.-]/i) : 0
  return `Illegal character in scheme name at index ${index}`
}

function authorityFault(authority: string, start: number): string | null {
  if (/(^|@)\[[^\]]*$/.test(authority)) {
    return `Expected closing bracket for IPv6 address at index ${start + authority.length}`
  }
  return ILLEGAL.test(authority) ? `Illegal character in authority at index ${start}` : null
}

function partFault(name: string, part: string, start: number): string | null {
  const illegal = part.search(ILLEGAL)
  if (illegal >= 0) return `Illegal character in ${name} at index ${start + illegal}`
  const escape = part.search(/%(?![\da-f]{2})/i)
  return escape >= 0 ? `Malformed escape pair at index ${start + escape}` : null
}
