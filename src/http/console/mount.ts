import type { App } from '../../core/context.ts'
import { once } from '../../shared/once.ts'
import type { ListenerOptions } from '../kit/dispatch.ts'
import type { Fetch } from '../kit/fetch/listener.ts'
import type { Side } from './console.ts'

/**
 * A listener that also has the console, if the configuration says so. It is loaded at the first request
 * for it: most processes only ever show the pages of newcomers.
 */
export function withConsole(
  app: App,
  side: Side,
  { listener, ...options }: { listener: Fetch } & Pick<ListenerOptions, 'getPath' | 'check'>,
): Fetch {
  if (app.config.console.listen !== side) return listener
  const { getPath = ({ url }) => new URL(url).pathname } = options
  const load = once(async () => {
    const { createConsoleListener } = await import('./routes.ts')
    return createConsoleListener(app, side, options)
  })
  return async (request, connection) => {
    const fetch = isOfConsole(getPath(request)) ? await load() : listener
    return fetch(request, connection)
  }
}

function isOfConsole(path: string): boolean {
  return path === '/console' || path.startsWith('/console/')
}
