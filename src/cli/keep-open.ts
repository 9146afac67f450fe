import { type App, openApp } from '../app.ts'
import type { Config } from '../config/config.ts'
import { surfaceOf } from '../compat/surfaces.ts'
import { listen } from '../http/server.ts'
import { startJobs } from '../jobs.ts'
import { explain } from './explain.ts'
import { Failure } from './failure.ts'
import { boundHeap } from './heap.ts'
import { databaseName, type Settings } from './settings.ts'
import type { Shell } from './shell.ts'

/** How long requests that are under way may take to end, in ms. */
const patience = 30_000

/**
 * The portal, from its opening until the process is asked to end and the last request has ended.
 * `workers`: how many processes like this one share the work; `onOpen` tells that this one is ready.
 */
export async function keepOpen(
  { config, format, warnings }: Settings,
  shell: Shell,
  { workers = 1, onOpen = () => {} }: { workers?: number; onOpen?: () => void } = {},
): Promise<void> {
  await using app = await open(config, shell, workers)
  for (const warning of warnings) app.log.warn(warning)
  const portal = await listen(app, await surfaceOf(format)).catch((error: unknown) => {
    throw new Failure(explain(error))
  })
  const stopJobs = startJobs(app)
  const where = { public: portal.publicAddress, private: portal.privateAddress }
  // Counted from the start of the process.
  const ms = Math.round(performance.now())
  app.log.info({ url: config.public.url, ...where, ms }, 'Latchkey is open')
  onOpen()
  boundHeap()
  const signal = await shell.stopped()
  app.log.info({ signal }, 'Latchkey finishes what is under way and closes')
  await Promise.all([portal.close(patience), stopJobs()])
}

async function open(
  config: Config,
  { clock, random, stderr }: Shell,
  workers: number,
): Promise<App> {
  try {
    return await openApp(config, { clock, random, logTarget: stderr, workers })
  } catch (error) {
    const { path } = error as NodeJS.ErrnoException
    const isFile = path !== undefined && path === config.homeserver.caFile
    const what = isFile ? 'homeserver.ca_file' : `The database ${databaseName(config)}`
    throw new Failure(`${what} can't be opened: ${explain(error)}.`)
  }
}
