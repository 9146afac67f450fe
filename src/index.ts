/**
 * Latchkey as a module: mount the portal in a Node server of your own.
 *
 *     const loaded = await loadConfig({ path: 'latchkey.yaml', env: process.env, cwd: process.cwd() })
 *     await using app = await openApp(loaded.config)
 *     const http = await createHttp(app)
 *     const stop = app.work()
 *     createServer(http.public).listen(20000)
 *
 * `app.work()` starts the background work of `latchkey serve`: settling redemptions that a crash or a lost
 * answer left open, purging, and jobs. `await stop()` ends it, and so does disposing of the app.
 */
import type { RequestListener } from 'node:http'
import { openApp as open } from './app.ts'
import type { App as WholeApp } from './core/context.ts'
import type { Config } from './model/config.ts'
import { createHttp as create } from './serve/server.ts'

export { loadConfig, type ConfigSource, type Loaded } from './config/load.ts'
export type { Config }

// The declarations of this file reach no package that isn't shipped: those of the whole app would.

/** A portal with its database. Disposing of it closes both. */
export interface App extends AsyncDisposable {
  /** Starts the background work; the result stops it. */
  work: () => () => Promise<void>
}

/** What answers the requests of visitors, and of the operators' private listener. */
export interface Http {
  public: RequestListener
  private: RequestListener
}

/** Opens the database of a configuration, and makes its tables. */
export function openApp(config: Config): Promise<App> {
  return open(config)
}

/** @param app of `openApp` */
export function createHttp(app: App): Promise<Http> {
  return create(app as WholeApp)
}
