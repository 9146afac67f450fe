import type { Mistake } from '../option.ts'
import { unbracketed, withoutSpaces } from './hosts.ts'
import { firstOf, partly, whole } from './mistake.ts'

/** Why a text is not the address of a site: `https://example.org/join`. */
export function ofSite(text: string): Mistake {
  return firstOf(text, ofScheme, ofUser, ofSpace, ofEnd, ofAuthority) ?? UNKNOWN
}

/** Why a text is not the address of a service. `api`: matches paths that only an API has. */
export function ofService(api: RegExp) {
  return (text: string): Mistake => ofApi(text, api) ?? ofSite(text)
}

/** Why a text is not the address of a page, which may have a query and a fragment. */
export function ofPage(text: string): Mistake {
  return firstOf(text, ofScheme, ofUser, ofSpace, ofAuthority) ?? UNKNOWN
}

const UNKNOWN = whole('is not the address of a site')

/** What looks like http, with a slip: `htps://`, `http:/`, `https//`. */
const MISSPELT = /^(?:(h[htps]{2,6})[:;]?[\\/]{1,3}:?|(https?):)(?=[^\\/])/i

function ofScheme(text: string): Mistake | null {
  const [, first, second] = /^(https?:\/\/)(https?:\/\/)/i.exec(text) ?? []
  if (second !== undefined) return partly(second, 'follows another one', text.slice(first?.length))
  if (/^https?:\/\/(?!\/)/i.test(text)) return null
  const [, scheme] = /^([a-z][a-z\d+.-]*:\/\/)/i.exec(text) ?? []
  const [other] = /^[a-z][a-z+-]*:(?!\/|\d{1,5}(?:\/|$))/i.exec(text) ?? []
  const [slip, loose, exact] = MISSPELT.exec(text) ?? []
  if (slip !== undefined && !/^https?:\/\/$/i.test(slip)) {
    const secure = /s$/i.test(loose ?? exact ?? '') ? 'https' : 'http'
    return partly(
      slip,
      'is a misspelt http:// or https://',
      secure + '://' + text.slice(slip.length),
    )
  }
  if (scheme !== undefined) {
    const rest = text.slice(scheme.length).replace(/^\/+/, '')
    return partly(scheme, 'is not http:// or https://', ...withScheme(rest))
  }
  if (other !== undefined) return partly(other, 'is not http:// or https://')
  const rest = /^\/(?!\/)/.test(text) ? [] : withScheme(text.replace(/^\/+/, ''))
  return whole('has no http:// or https:// in front', ...rest)
}

/** Inner addresses are rarely encrypted: without a dot, of numbers, or with a port. */
function withScheme(rest: string): string[] {
  const [host = ''] = rest.split(/[/?#]/, 1)
  const inner = !host.includes('.') || /^[\d.]+(:\d+)?$/.test(host) || /:(?!443$)\d+$/.test(host)
  const schemes = inner ? ['http', 'https'] : ['https', 'http']
  return schemes.map((scheme) => `${scheme}://${rest}`)
}

/** A password may hold any character, so it ends with the last `@`. */
function ofUser(text: string): Mistake | null {
  const [, scheme = '', authority = '', after = ''] = /^(\w+:\/\/)([^/?#]*)(.*)$/s.exec(text) ?? []
  if (!/@/.test(authority + after)) return null
  const inAuthority = authority.includes('@') || /:(?!\d*$)/.test(authority)
  if (inAuthority) {
    return whole('holds a user name or a password', text.replace(/\/\/.*@/s, '//'))
  }
  const encoded = scheme + authority + after.replaceAll('@', '%40')
  return whole('holds an @', encoded)
}

function ofSpace(text: string): Mistake | null {
  if (text.includes('\\')) return whole('holds a backslash', text.replaceAll('\\', '/'))
  if (!/\s/.test(text)) return null
  const [, start = '', path = ''] = /^(\w+:\/\/[^/?#]*)(.*)$/s.exec(text) ?? []
  return whole('holds a space', withoutSpaces(start) + path.replaceAll(/\s/g, '%20'))
}

function ofEnd(text: string): Mistake | null {
  const at = text.search(/[?#]/)
  if (at < 0) return null
  const what = text[at] === '?' ? 'is a query' : 'begins with #'
  return partly(text.slice(at), `${what}, and only a path may stand there`, text.slice(0, at))
}

function ofAuthority(text: string): Mistake | null {
  const [, start = '', authority = '', end = ''] = /^(\w+:\/\/)([^/?#]*)(.*)$/s.exec(text) ?? []
  if (authority === '') return whole('has no host')
  const six = unbracketed(authority)
  if (six.length > 0) {
    const meant = six.map((host) => start + host + end)
    return partly(authority, 'is an IPv6 address without brackets', ...meant)
  }
  const [, host = authority, port] = /^(.*?):([^\]]*)$/.exec(authority) ?? []
  if (port !== undefined && (port === '' || (!URL.canParse(text) && URL.canParse(start + host)))) {
    return partly(
      `:${port}`,
      'is no port from 1 to 65535',
      ...(port === '' ? [start + host + end] : []),
    )
  }
  if (isHost(start, host)) return null
  const mended = host
    .replaceAll(',', '.')
    .replaceAll(/\.{2,}/g, '.')
    .replace(/^[.,]|[.,]$/g, '')
  return partly(host, 'is no host name', text.replace(host, mended))
}

function isHost(start: string, host: string): boolean {
  return /^([\w-]+(\.[\w-]+)*\.?|\[.*\])$/.test(URL.parse(start + host)?.hostname ?? '')
}

function ofApi(text: string, api: RegExp): Mistake | null {
  const [path] = api.exec(text) ?? []
  if (path === undefined) return null
  return partly(path, 'is added by Latchkey itself', text.slice(0, text.indexOf(path)))
}
