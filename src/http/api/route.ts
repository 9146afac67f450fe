import type { HttpBindings } from '@hono/node-server'
import type { Context, Hono } from 'hono'
import { Problem } from '../../core/errors.ts'
import { problemResponse } from './problem.ts'

/** What @hono/node-server knows about the connection; nothing in a test without a socket. */
export interface Env {
  Bindings: Partial<HttpBindings>
}

export type Handler = (c: Context<Env>) => Response | Promise<Response>

/** Serves one path: these methods, HEAD like GET, OPTIONS, and 405 with Allow for all others. */
export function route(hono: Hono<Env>, path: string, handlers: Record<string, Handler>): void {
  const methods = Object.keys(handlers)
  const allow = [...methods, ...(handlers['GET'] ? ['HEAD'] : []), 'OPTIONS'].join(', ')
  for (const [method, handler] of Object.entries(handlers)) hono.on(method, path, handler)
  hono.options(path, () => new Response(null, { status: 204, headers: { allow } }))
  hono.all(path, () => problemResponse(new Problem('method_not_allowed'), { allow }))
}

/** The socket's end at one side; undefined on a unix socket and in a test. */
export function socketAddress(c: Context<Env>, side: 'local' | 'remote'): string | undefined {
  const socket = c.env?.incoming?.socket
  return side === 'local' ? socket?.localAddress : socket?.remoteAddress
}
