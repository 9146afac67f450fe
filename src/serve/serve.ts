import { setTimeout as pause } from 'node:timers/promises'
import type { App } from '../core/context.ts'
import type { Config } from '../model/config.ts'
import type { Remarks } from '../model/remarks.ts'
import { openApp } from '../app.ts'
import { createLog, type Log, type LogTarget } from '../shared/log.ts'
import type { Shell } from '../cli/shell.ts'
import { boundHeap } from './heap.ts'
import { warnOfHomeserver } from './warn-of-homeserver.ts'
import type { Parent } from './parent.ts'
import { type Reloaded, type Reread, reloadOnHangup } from './reload.ts'
import type { Listening } from './server.ts'

/** What differs between the programs that serve. */
export interface Program {
  config: Config
  remarks: Remarks
  logTarget: LogTarget
  /** Reads the configuration again, for SIGHUP. */
  reread: Reread
  /** Of a worker. */
  parent?: Parent
  /** Number of processes that share the work; 1 by default. */
  workers?: number
  /** Runs before the database is opened; the result is logged as warnings. */
  prepare?: (log: Log) => Promise<readonly string[]>
  /** The error to throw if the app can't be opened. */
  notOpened?: (error: unknown) => Error
  listen: (app: App) => Promise<Listening>
  /** Reports that the portal is open, unless `listen` did. */
  opened?: (app: App, portal: Listening) => void
  /** Reports the signal that ends it, instead of our own log line. */
  closing?: (signal: string) => void
}

const CLOSING = 'Latchkey finishes running requests and closes'

/** How long after it opened the portal looks at the homeserver and at locks of the database, in ms. */
const quietMs = 1_000

/** How long running requests may take to end. */
const drainTimeoutMs = 30_000

/**
 * Opens the app, listens and works until a signal arrives and the last request has ended. Returns the
 * signal's name.
 */
export async function serve(shell: Shell, program: Program): Promise<string> {
  const { config, remarks, logTarget } = program
  const log = await createLog(config.log, logTarget)
  const opened = Promise.withResolvers<App>()
  obeyReloads(shell, program, { log, app: opened.promise })
  warn(log, [...remarks.warnings, ...remarks.exposed])
  warn(log, (await program.prepare?.(log)) ?? [])
  await using app = await open(shell, program)
  opened.resolve(app)
  program.parent?.shareMetrics(app.metrics)
  // From here on a signal ends the portal gracefully.
  const stopped = shell.stopped()
  const portal = await program.listen(app)
  const stopWork = app.work()
  program.opened?.(app, portal)
  boundHeap()
  if (program.parent?.isFirst !== false) void lookAround(app)
  const signal = await stopped
  if (program.closing) program.closing(signal)
  else log.info({ signal }, CLOSING)
  app.drain()
  await Promise.all([portal.close(drainTimeoutMs), stopWork()])
  return signal
}

/** Logs what is wrong outside. It loads libraries and starts processes, so the first page goes first. */
async function lookAround(app: App): Promise<void> {
  await pause(quietMs, undefined, { ref: false, signal: app.draining }).catch(() => {})
  if (app.draining.aborted) return
  // Logs once if locks of the database exclude nobody.
  await Promise.all([warnOfHomeserver(app), app.databaseHealth({ locks: true })])
}

/** A reload waits until the app is open. */
function obeyReloads(
  shell: Shell,
  { config, reread, parent }: Program,
  { log, app }: { log: Log; app: Promise<App> },
): void {
  const take = async ({ config: next, remarks }: Reloaded) => (await app).reload(next, remarks)
  if (!parent) return reloadOnHangup(shell, { log, running: config, reread, take })
  shell.surviveSignals(() => {})
  parent.onReload((reloaded) => {
    take(reloaded).catch((err: unknown) => log.error({ err }, 'A reload failed'))
  })
}

function warn(log: Log, sentences: readonly string[]): void {
  for (const sentence of sentences) log.warn(sentence)
}

async function open({ clock }: Shell, program: Program): Promise<App> {
  const { config, remarks, logTarget, workers, notOpened } = program
  try {
    return await openApp(config, { clock, logTarget, workers, remarks })
  } catch (error) {
    throw notOpened?.(error) ?? error
  }
}
