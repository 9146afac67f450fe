import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { App } from '../app.ts'
import type { Listen } from '../config/config.ts'
import { createPrivate } from './api/private.ts'
import { asListener, type Fetch } from './fetch/listener.ts'
import { createPublic } from './routes.ts'
import { ownSurface, type Surface } from './surface.ts'

/** The two listeners as handlers for any Node server. */
export interface Http {
  public: RequestListener
  private: RequestListener
}

export async function createHttp(app: App, surface: Surface = ownSurface): Promise<Http> {
  const visitors = await createPublic(app, surface.visitors)
  const operators = createPrivate(app, surface.operators)
  const report = reporter(app)
  return { public: asListener(visitors, report), private: asListener(operators, report) }
}

function reporter({ log }: App): (error: unknown) => void {
  return (err) => log.error({ err, code: 'internal' }, 'An answer could not be sent')
}

export interface Listening {
  /** As a browser takes it, or the path of a unix socket. */
  publicAddress: string
  privateAddress: string
  /** Takes no more requests and waits, at most so many ms, for those that are under way. */
  close: (limit: number) => Promise<void>
}

/** Opens both listeners. Throws an Error with one sentence where one can't be opened. */
export async function listen(app: App, surface?: Surface): Promise<Listening> {
  const http = await createHttp(app, surface)
  const { config } = app
  const operators = await open(http.private, config.private.listen, 'private.listen')
  try {
    const visitors = await open(http.public, config.public.listen, 'public.listen')
    return {
      publicAddress: addressOf(visitors),
      privateAddress: addressOf(operators),
      close: async (limit) => {
        await Promise.all([close(visitors, limit), close(operators, limit)])
      },
    }
  } catch (error) {
    await close(operators, 0)
    throw error
  }
}

/** Opens one listener for everything, as a predecessor had it. Throws as `listen` does. */
export async function listenOnce(app: App, fetch: Fetch, option: string): Promise<Listening> {
  const server = await open(asListener(fetch, reporter(app)), app.config.public.listen, option)
  const address = addressOf(server)
  return {
    publicAddress: address,
    privateAddress: address,
    close: (limit) => close(server, limit),
  }
}

/** A client that is slow to send, or never reads, is cut off; nobody else waits for it. */
const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
}

/** Longer than the slowest answer: the wait for a place, for a turn and for the homeserver. */
const idle = 180_000

async function open(handler: RequestListener, where: Listen, option: string): Promise<Server> {
  const server = createServer({ ...timeouts, maxHeaderSize: 16 * 1024 }, handler)
  server.timeout = idle
  server.on('clientError', refuseBroken)
  if ('path' in where) await removeStale(where.path)
  server.listen(where)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new Error(`${option}: ${inWords(error as NodeJS.ErrnoException, where)}`, {
      cause: error,
    })
  }
  return server
}

function inWords({ code, message }: NodeJS.ErrnoException, where: Listen): string {
  const name = 'path' in where ? where.path : `${where.host}:${where.port}`
  if (code === 'EADDRINUSE') return `${name} is already in use.`
  if (code === 'EACCES') return `${name} may not be opened by this user.`
  if (code === 'EADDRNOTAVAIL') return `${name} is no address of this machine.`
  return message
}

/** A socket file that a killed process left behind: nobody answers at it any more. */
async function removeStale(path: string): Promise<void> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') await rm(path)
  } finally {
    socket.destroy()
  }
}

const broken: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** What is no HTTP request gets a line that says so, and the connection is over. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) return
  const status = broken[error.code ?? ''] ?? '400 Bad Request'
  const body = `${status.slice(4)}\n`
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  )
}

function addressOf(server: Server): string {
  const address = server.address() as AddressInfo | string
  if (typeof address === 'string') return address
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}

async function close(server: Server, limit: number): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const end = setTimeout(() => server.closeAllConnections(), limit)
  await closed
  clearTimeout(end)
}
