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
export { openApp, type Overrides } from './app.ts'
export type { App } from './core/context.ts'
export { createHttp, listen, type Http, type Listening } from './serve/server.ts'
export { loadConfig, type ConfigSource, type Loaded } from './config/load.ts'
export type { Config } from './model/config.ts'
