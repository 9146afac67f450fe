import { roomAddressPattern } from '../shared/room-address.ts'
import { createRequire } from 'node:module'
import type * as net from 'node:net'
import { resolve } from 'node:path'
import type { Listen } from '../model/config.ts'
import { isMatrixId } from '../shared/matrix-id.ts'
import type { ValueType } from './option.ts'
import { list, single } from './combinators.ts'

/** Loads node:net on demand: it loads all of Node's streams, which a short command doesn't need. */
const load = createRequire(import.meta.url)

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i

/** Host and port of `example.org:8448`, `[::1]:80` or `example.org`; `undefined` for anything else. */
function splitHost(text: string): { host: string; port: number | null } | undefined {
  const { six, name, port } =
    /^(?:\[(?<six>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>\d{1,5}))?$/.exec(text)?.groups ?? {}
  const host = six ?? name ?? ''
  const named = six === undefined ? HOST_NAME.test(host) : versionOf(host) === 6
  if (!named || Number(port ?? 0) > 65535) return undefined
  return { host, port: port === undefined ? null : Number(port) }
}

/** `usual`: the port to suggest where one is missing. */
export function listen(usual: number): ValueType<Listen> {
  return single<Listen>(
    'an address such as 127.0.0.1:20000, "[::1]:20000" in quotes, or unix:/run/latchkey/public.sock',
    (text, folder) => {
      const path = /^unix:(?<path>[^\0]+)$/.exec(text)?.groups?.['path']
      if (path !== undefined) return { path: resolve(folder, path) }
      const { host, port } = splitHost(text) ?? {}
      return host !== undefined && typeof port === 'number' ? { host, port } : undefined
    },
    async () => (await import('./mistakes/listeners.ts')).ofListener(usual),
  )
}

/** A server name (Matrix specification, appendices, "Server Name") with at least a letter, dot or colon. */
export const serverName = single(
  'a server name such as example.org',
  (text) => (text.length <= 230 && /[a-z.:]/i.test(text) && splitHost(text) ? text : undefined),
  async () => (await import('./mistakes/hosts.ts')).ofServerName,
)

export const hosts = list(
  'a list of host names such as registration:5000',
  (item) => (splitHost(item) ? item.toLowerCase() : undefined),
  async () => (await import('./mistakes/hosts.ts')).ofHost,
)

/** The URL of a site, without a trailing slash. */
export const webUrl = single(
  'an address such as https://example.org/join, without user, question mark or #',
  readSite,
  async () => (await import('./mistakes/urls.ts')).ofSite,
)

function readSite(text: string): string | undefined {
  const url = URL.parse(text)
  if (!url || !/^https?:\/\/[^\s\\?#@]+$/i.test(text)) return undefined
  if (!splitHost(url.host) || /^https?:\/\/[^/]*:(\/|$)/i.test(text)) return undefined
  return url.href.replace(/\/+$/, '')
}

/** Paths that belong to the API of a homeserver or of MAS. */
const API = /\/(_matrix|_synapse|_dendrite|\.well-known|graphql|api\/(admin|spec))(\/.*)?$/

/** The URL of a homeserver or of MAS: its paths are ours to add. */
export const serviceUrl = single(
  'an address such as http://127.0.0.1:8008, without user, question mark or #',
  (text) => (API.test(text) ? undefined : readSite(text)),
  async () => (await import('./mistakes/urls.ts')).ofService(API),
)

/** The URL of any page, query and fragment included. */
export const link = single(
  'an address such as https://example.org/welcome',
  (text) => {
    const url = URL.parse(text)
    return url && /^https?:\/\/[^\s\\]+$/i.test(text) && !url.username && !url.password
      ? url.href
      : undefined
  },
  async () => (await import('./mistakes/urls.ts')).ofPage,
)

export const databaseUrl = single(
  'a database such as sqlite:latchkey.db or postgres://user@host/name',
  (text, folder) => {
    const file = /^sqlite:(?!\/\/[^/])(?<file>[^\0?]+)$/.exec(text)?.groups?.['file']
    if (file !== undefined) return `sqlite:${resolve(folder, file)}`
    return /^postgres(ql)?:\/\/\S+$/.test(text) && isDecodable(text) ? text : undefined
  },
  async () => (await import('./mistakes/databases.ts')).ofDatabase,
)

/** Whether a URL has its parts, and nothing but escapes behind each `%`. */
function isDecodable(text: string): boolean {
  return URL.canParse(text) && !/%(?![\da-f]{2})/i.test(text)
}

/** `unix` means any peer of the unix socket: a socket has no client address. */
export const networks = list(
  'a list of addresses or networks such as 127.0.0.1, 10.0.0.0/8 or unix',
  (item) => {
    const [address = '', bits, ...rest] = item.split('/')
    const size = { 0: -1, 4: 32, 6: 128 }[versionOf(address)]
    const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= size)
    return item === 'unix' || (size > 0 && fits && rest.length === 0) ? item : undefined
  },
  async () => (await import('./mistakes/networks.ts')).ofNetwork,
)

export const rooms = list(
  'a list of room addresses such as "#welcome:example.org"',
  (item) => (roomAddressPattern.test(item) ? item : undefined),
  async () => (await import('./mistakes/rooms.ts')).ofRoom,
)

export const people = list(
  'a list of Matrix ids such as "@ana:example.org"',
  (item) => (isMatrixId(item) ? item : undefined),
  async () => (await import('./mistakes/people.ts')).ofPerson,
)

export const room = single(
  'the address of a room such as "#welcome:example.org"',
  (text) => (roomAddressPattern.test(text) ? text : undefined),
  async () => (await import('./mistakes/rooms.ts')).ofRoom,
)

/** Loopback, as CIDR blocks. */
const LOCAL = ['127.0.0.0/8', '::1/128']

/** Blocks that the internet doesn't route (RFC 1918, 3927, 4193, 4291, 6598). */
const INNER = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
  'fe80::/10',
]

/** Whether a host is this machine itself. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  if (IPV4.test(bare)) return bare.startsWith('127.')
  return /^(.+\.)?localhost\.?$/i.test(bare) || contains(LOCAL, bare)
}

/**
 * Whether a listener may be reachable from outside: on a public address, on all addresses, or on a
 * host name, since a name can resolve to any address.
 */
export function isExposed(listener: Listen): boolean {
  return 'host' in listener && !isLoopback(listener.host) && !contains(INNER, listener.host)
}

function contains(blocks: readonly string[], host: string): boolean {
  const version = versionOf(host)
  if (version === 0) return false
  const { BlockList } = load('node:net') as typeof net
  const found = new BlockList()
  for (const block of blocks) {
    const [address = '', bits] = block.split('/')
    found.addSubnet(address, Number(bits), FAMILY[versionOf(address)])
  }
  return found.check(host, FAMILY[version])
}

const FAMILY = { 0: undefined, 4: 'ipv4', 6: 'ipv6' } as const

/** Like `isIP` of node:net, which takes longer to load than the configuration to read. */
function versionOf(text: string): 0 | 4 | 6 {
  if (IPV4.test(text)) return 4
  return /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]`) ? 6 : 0
}
