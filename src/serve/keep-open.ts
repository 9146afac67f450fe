import type { App } from '../core/context.ts'
import { openApp } from '../app.ts'
import { databaseName } from '../config/database-name.ts'
import { surfaceOf } from '../compat/surfaces.ts'
import { listen } from './server.ts'
import type { Log } from '../shared/log.ts'
import { explain } from '../shared/explain.ts'
import { Failure } from '../cli/failure.ts'
import { boundHeap } from './heap.ts'
import { NO_RELOAD } from './no-reload.ts'
import { remarksOf, type UsableSettings } from '../cli/settings.ts'
import type { Shell } from '../cli/shell.ts'

/** How long requests that are under way may take to end, in ms. */
const drainTimeoutMs = 30_000

/**
 * The portal, from its opening until the process is asked to end and the last request has ended.
 * `workers`: how many processes like this one share the work; `onOpen` tells that this one is ready.
 */
export async function keepOpen(
  settings: UsableSettings,
  shell: Shell,
  { workers = 1, onOpen = () => {} }: { workers?: number; onOpen?: () => void } = {},
): Promise<void> {
  const { config, format, warnings, exposed } = settings
  let log: Log | undefined
  // A worker leaves the line to its parent.
  shell.surviveSignals(() => workers === 1 && log?.warn(NO_RELOAD))
  await using app = await open(settings, shell, workers)
  log = app.log
  for (const warning of [...warnings, ...exposed]) app.log.warn(warning)
  const portal = await listen(app, await surfaceOf(format)).catch((error: unknown) => {
    throw new Failure(explain(error))
  })
  // Before anybody is told that it is open: whoever ends it then ends it in order.
  const stopped = shell.stopped()
  const stopWork = app.work()
  const where = { public: portal.publicAddress, private: portal.privateAddress }
  // Counted from the start of the process.
  const ms = Math.round(performance.now())
  app.log.info({ url: config.public.url, ...where, ms }, 'Latchkey is open')
  onOpen()
  boundHeap()
  void tellObstacles(app)
  const signal = await stopped
  app.log.info({ signal }, 'Latchkey finishes what is under way and closes')
  app.drain()
  await Promise.all([portal.close(drainTimeoutMs), stopWork()])
}

/**
 * What no newcomer can get through here is told at once and not when the first one tries: where
 * a token is all there is, the homeserver may ask for a mailbox or a puzzle.
 */
async function tellObstacles({ homeserver, log }: App): Promise<void> {
  if (homeserver.kind !== 'registration-token') return
  for (const { severity, code, sentence, advice } of await homeserver.examine()) {
    if (severity === 'error') log.warn({ code, advice }, sentence)
  }
}

async function open(settings: UsableSettings, shell: Shell, workers: number): Promise<App> {
  const { config } = settings
  const { clock, stderr } = shell
  const remarks = remarksOf(settings, 'The configuration')
  try {
    return await openApp(config, { clock, logTarget: stderr, workers, remarks })
  } catch (error) {
    const { path } = error as NodeJS.ErrnoException
    const isFile = path !== undefined && path === config.homeserver.caFile
    const what = isFile ? 'homeserver.ca_file' : `The database ${databaseName(config)}`
    throw new Failure(`${what} can't be opened: ${explain(error)}.`)
  }
}
