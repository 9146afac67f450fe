import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { openApp } from '../../app.ts'
import { boundHeap } from '../../serve/heap.ts'
import { NO_RELOAD } from '../../serve/no-reload.ts'
import type { Shell } from '../../cli/shell.ts'
import { listenOnce } from '../../serve/server.ts'
import { createLog, type Log } from '../../shared/log.ts'
import { openLogTarget } from './log-target.ts'
import type { Logging } from './logging.ts'
import type { Run } from './program.ts'
import { createSurface } from './surface.ts'
import { countSince } from './since.ts'
import { openForWriting, type Places } from './take-over.ts'
import { nameOf, tellProgress, tellSince, tellTakeOver } from './tell.ts'

/** How long requests that are under way may take to end, in ms. */
const drainTimeoutMs = 30_000

/** `serve`: everything on one listener, until a signal ends it. */
export const serve: Run = async (shell, file) => {
  const { config, surface: settings, publicUrlKnown } = file
  let log: Log | undefined
  shell.surviveSignals(() => log?.warn(NO_RELOAD))
  const places = { old: settings.databases.old, own: config.database.url }
  const { warnings, exposed } = file
  const said = [...warnings, ...exposed]
  const logTarget = openLogTarget(usable(settings.logging, said), shell)
  said.push(...(await takeOver(shell, places, await createLog(config.log, logTarget))))
  await using app = await openApp(config, { clock: shell.clock, logTarget })
  log = app.log
  for (const warning of said) app.log.warn(warning)
  if (!publicUrlKnown) app.log.info(ADDRESS_UNKNOWN)
  const surface = await createSurface(app, { settings, publicUrlKnown })
  const portal = await listenOnce(app, surface, 'host and port')
  // Before anybody is told that it is open: whoever ends it then ends it in order.
  const stopped = shell.stopped()
  const stopWork = app.work()
  boundHeap()
  const { publicAddress } = portal
  app.log.info({ address: publicAddress, database: nameOf(places.own) }, 'Latchkey is open')
  const signal = await stopped
  app.log.info({ signal }, 'Latchkey finishes what is under way and closes')
  await Promise.all([portal.close(drainTimeoutMs), stopWork()])
  return 0
}

const ADDRESS_UNKNOWN =
  'The configuration does not say where people reach the pages, so some get no QR code. ' +
  'To say it: public.url below latchkey'

/** Before anything listens, so that nobody meets a portal that doesn't know their token. */
async function takeOver({ clock, random }: Shell, places: Places, log: Log): Promise<string[]> {
  const onProgress = (done: number, count: number) => {
    if (done % tokensPerLine === 0) log.info(tellProgress(done, count))
  }
  const { db, taken } = await openForWriting(places, { clock, random }, onProgress)
  try {
    if (taken) return [tellTakeOver(taken, places)]
    const find = (codes: readonly string[]) =>
      db.selectFrom('invites').select(['code', 'used']).where('code', 'in', codes).execute()
    const since = await countSince(find, places.old)
    return since === 0 ? [] : [tellSince(since, places)]
  } finally {
    await db.destroy()
  }
}

/** How often a long take-over shows in the log. */
const tokensPerLine = 10_000

/** A container may have nowhere to write: then the console gets what the file can't. */
function usable(logging: Logging, warnings: string[]): Pick<Logging, 'console' | 'file'> {
  const { file } = logging
  if (!file) return logging
  try {
    accessSync(existsSync(file.path) ? file.path : dirname(file.path), constants.W_OK)
    return logging
  } catch {
    warnings.push(`The log can't be written to ${file.path}; it goes to the console alone.`)
    return { console: logging.console ?? 'stderr', file: null }
  }
}
