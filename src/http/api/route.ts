import type { Context, Hono } from 'hono'
import type { App } from '../../core/context.ts'
import { randomText } from '../../shared/ids.ts'
import { Problem } from '../../shared/errors.ts'
import { withRequestId } from '../../shared/log.ts'
import { forHono } from '../kit/fetch/hono.ts'
import type { Connection } from '../kit/fetch/listener.ts'
import { Response } from '../kit/fetch/response.ts'
import { problemOf, problemResponse } from './problem.ts'

export interface Env {
  Bindings: Connection | undefined
}

export type Handler = (c: Context<Env>) => Response | Promise<Response>
export type Handlers = Record<string, Handler>

/** Serves one path: these methods, HEAD like GET, OPTIONS, and 405 with Allow for all others. */
export function route(app: App, hono: Hono<Env>, path: string, handlers: Handlers): void {
  const reads = 'GET' in handlers ? ['HEAD'] : []
  const allow = [...Object.keys(handlers), ...reads, 'OPTIONS'].join(', ')
  const all: Handlers = {
    OPTIONS: () => new Response(null, { status: 204, headers: { allow } }),
    ...handlers,
  }
  const answer = (c: Context<Env>) =>
    watch(app, path, () => {
      const handler = all[c.req.method]
      return handler ? handler(c) : problemResponse(new Problem('method_not_allowed'), { allow })
    })
  hono.all(path, (c) => forHono(answer(c)))
}

/** What no route answers, and what goes wrong on the way to one. */
export function answerRest({ log }: App, hono: Hono<Env>): void {
  hono.notFound(() => forHono(problemResponse(new Problem('not_found'))))
  hono.onError((error) => forHono(problemResponse(problemOf(error, log))))
}

/** Answers what is thrown as a problem, and tells metrics and log how it went. */
async function watch(app: App, path: string, work: () => ReturnType<Handler>): Promise<Response> {
  const start = performance.now()
  return withRequestId(randomText(app.random, 8), async () => {
    const response = await Promise.try(work).catch((error: unknown) =>
      problemResponse(problemOf(error, app.log)),
    )
    const seconds = (performance.now() - start) / 1000
    const { status } = response
    app.metrics.requests.observe({ route: path, status }, seconds)
    app.log.debug({ path, status, seconds }, 'The private listener was asked')
    return response
  })
}

/** The connection's end at one side; undefined on a unix socket and in a test. */
export function socketAddress(c: Context<Env>, side: 'local' | 'remote'): string | undefined {
  const socket = c.env?.incoming.socket
  return side === 'local' ? socket?.localAddress : socket?.remoteAddress
}
