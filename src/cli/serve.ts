import { type App, openApp } from '../app.ts'
import { command } from './command.ts'
import { explain } from './explain.ts'
import { Failure } from './failure.ts'
import { surfaceOf } from '../compat/surfaces.ts'
import { listen } from '../http/server.ts'
import { startJobs } from '../jobs.ts'
import { databaseName } from './open.ts'
import { usableSettings } from './settings.ts'
import type { Config } from '../config/config.ts'
import type { Shell } from './shell.ts'

/** How long requests that are under way may take to end, in ms. */
const patience = 30_000

export const serve = command({
  summary: 'Opens the portal and stays until SIGTERM or Ctrl-C. The log goes to standard error.',
  examples: [
    ['serve --config /etc/latchkey/latchkey.yaml', 'As a service'],
    ['serve --verbose debug', 'With every request in the log'],
  ],
  run: async (call) => {
    const { shell } = call
    const start = performance.now()
    const { config, format, warnings } = await usableSettings(call)
    await using app = await open(config, shell)
    for (const warning of warnings) app.log.warn(warning)
    const portal = await listen(app, await surfaceOf(format)).catch((error: unknown) => {
      throw new Failure(explain(error))
    })
    const stopJobs = startJobs(app)
    const { publicAddress, privateAddress } = portal
    const ms = Math.round(performance.now() - start)
    app.log.info(
      { url: config.public.url, public: publicAddress, private: privateAddress, ms },
      'Latchkey is open',
    )
    const signal = await shell.stopped()
    app.log.info({ signal }, 'Latchkey finishes what is under way and closes')
    await Promise.all([portal.close(patience), stopJobs()])
    return 0
  },
})

async function open(config: Config, { clock, random, stderr }: Shell): Promise<App> {
  try {
    return await openApp(config, { clock, random, logTarget: stderr })
  } catch (error) {
    const { path } = error as NodeJS.ErrnoException
    const isFile = path !== undefined && path === config.homeserver.caFile
    const what = isFile ? 'homeserver.ca_file' : `The database ${databaseName(config)}`
    throw new Failure(`${what} can't be opened: ${explain(error)}.`)
  }
}
