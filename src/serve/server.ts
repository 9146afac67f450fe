import type { RequestListener } from 'node:http'
import type { App } from '../core/context.ts'
import { createPrivate } from '../http/private/private.ts'
import { asListener, type Fetch } from '../http/kit/fetch/listener.ts'
import { type Listener, openListener } from './open-listener.ts'
import { createPublic } from '../http/portal/routes.ts'
import { ownSurface, type Surface } from '../http/surface.ts'

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
  return (err) => log.error({ err, code: 'internal' }, 'A response could not be sent')
}

export interface Listening {
  /** A URL, or the path of a unix socket. */
  publicAddress: string
  privateAddress: string
  /** Stops accepting requests and waits at most `limit` ms for running ones. */
  close: (limit: number) => Promise<void>
}

/** Opens both listeners. Throws an Error with one sentence if one can't be opened. */
export async function listen(app: App, surface?: Surface): Promise<Listening> {
  const http = await createHttp(app, surface)
  const operators = await open(app, 'private', http.private)
  try {
    const visitors = await open(app, 'public', http.public)
    return {
      publicAddress: visitors.address,
      privateAddress: operators.address,
      close: async (limit) => {
        await Promise.all([visitors.close(limit), operators.close(limit)])
      },
    }
  } catch (error) {
    await operators.close(0)
    throw error
  }
}

/** Opens one listener for everything, like a predecessor. Throws like `listen`. */
export async function listenOnce(app: App, fetch: Fetch, option: string): Promise<Listening> {
  const { address, close } = await open(app, 'public', asListener(fetch, reporter(app)), option)
  return { publicAddress: address, privateAddress: address, close }
}

function open(
  { config, log, workers }: App,
  which: 'public' | 'private',
  handler: RequestListener,
  option = `${which}.listen`,
): Promise<Listener> {
  const { listen: where, ...access } = config[which]
  return openListener(where, option, { handler, log, access, isShared: workers > 1 })
}
