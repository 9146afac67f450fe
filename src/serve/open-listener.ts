import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, ListenOptions, Socket } from 'node:net'
import type { Listen, SocketAccess } from '../model/config.ts'
import type { Log } from '../shared/log.ts'
import { addressesOf } from './addresses.ts'
import { setSocketAccess } from './socket-access.ts'
import { removeStaleSocket } from './stale-socket.ts'

/** A listener at one unix socket, or at all addresses of a host. */
export interface Listener {
  /** The first address as a URL, or the path of a unix socket. */
  address: string
  /** Stops accepting requests and waits at most `limitMs` for running ones. */
  close: (limitMs: number) => Promise<void>
}

interface Means {
  handler: RequestListener
  /** Of a unix socket. */
  access: SocketAccess
  log: Pick<Log, 'warn'>
  /** Whether other processes share the listener: then their parent has removed a stale socket. */
  isShared: boolean
}

/** Throws an Error on failure. `option` begins its sentence. */
export async function openListener(where: Listen, option: string, means: Means): Promise<Listener> {
  try {
    const servers = 'path' in where ? [await openPath(where, means)] : await openHost(where, means)
    return {
      address: addressOf(servers[0]),
      close: async (limitMs) => {
        await Promise.all(servers.map((server) => close(server, limitMs)))
      },
    }
  } catch (error) {
    throw new Error(`${option}: ${inWords(error as NodeJS.ErrnoException, where)}`, {
      cause: error,
    })
  }
}

async function openPath({ path }: { path: string }, means: Means): Promise<Server> {
  const { handler, isShared, access } = means
  if (!isShared) await removeStaleSocket(path)
  const server = await open({ path }, handler)
  try {
    setSocketAccess(path, access)
    return server
  } catch (error) {
    await close(server, 0)
    throw error
  }
}

type Servers = [Server, ...Server[]]

/** With port 0 the free port of the first address may be in use at another one: then retry all. */
const TRIES = 10

async function openHost(where: { host: string; port: number }, means: Means): Promise<Servers> {
  const hosts = await addressesOf(where.host)
  for (let tried = 1; ; tried++) {
    try {
      return await openAll(hosts, where.port, means)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EADDRINUSE' || where.port !== 0 || tried === TRIES) throw error
    }
  }
}

/** Addresses that this machine lacks, such as IPv6 in many containers, are skipped. */
const LACKING = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

async function openAll(hosts: readonly string[], port: number, means: Means): Promise<Servers> {
  const servers: Server[] = []
  const left: unknown[] = []
  for (const host of hosts) {
    try {
      const server = await open({ host, port: portOf(servers[0]) ?? port }, means.handler)
      servers.push(server)
    } catch (error) {
      if (!LACKING.has((error as NodeJS.ErrnoException).code ?? '')) {
        await Promise.all(servers.map((server) => close(server, 0)))
        throw error
      }
      left.push(error)
      if (hosts.length > 1) means.log.warn({ address: host }, 'This machine lacks an address')
    }
  }
  const [first, ...rest] = servers
  if (first === undefined) throw left[0]
  return [first, ...rest]
}

function portOf(server: Server | undefined): number | undefined {
  return server && (server.address() as AddressInfo).port
}

/** Limits for slow clients, in ms. */
const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
}

/** Socket timeout: longer than the slowest answer (waiting for a place, a turn and the homeserver). */
const socketTimeoutMs = 180_000

async function open(where: ListenOptions, handler: RequestListener): Promise<Server> {
  const server = createServer({ ...timeouts, maxHeaderSize: 16 * 1024 }, handler)
  server.timeout = socketTimeoutMs
  server.on('clientError', refuseBroken)
  server.listen(where)
  await once(server, 'listening')
  return server
}

function inWords({ code, message }: NodeJS.ErrnoException, where: Listen): string {
  const name = 'path' in where ? where.path : `${where.host}:${where.port}`
  if (code === 'EADDRINUSE') return `${name} is already in use.`
  if (code === 'EACCES') return `${name} may not be opened by this user.`
  if (code === 'EADDRNOTAVAIL') return `${name} is not an address of this machine.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `${name} has no address: no such host.`
  return message
}

const broken: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** Answers an invalid HTTP request with one line and closes the connection. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) return
  const status = broken[error.code ?? ''] ?? '400 Bad Request'
  const body = `${status.slice(4)}\n`
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  )
}

function addressOf(server: Server | undefined): string {
  const address = server?.address() as AddressInfo | string
  if (typeof address === 'string') return address
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}

async function close(server: Server, limitMs: number): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  // A connection that is answered after this becomes socketTimeoutMs, and would be kept alive for seconds.
  const closing = setInterval(() => server.closeIdleConnections(), 100)
  const end = setTimeout(() => server.closeAllConnections(), limitMs)
  await closed
  clearInterval(closing)
  clearTimeout(end)
}
