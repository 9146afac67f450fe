import type { App } from '../core/context.ts'
import type { Config } from '../model/config.ts'
import type { Remarks } from '../model/remarks.ts'
import { openApp } from '../app.ts'
import { createLog, type Log, type LogTarget } from '../shared/log.ts'
import type { Shell } from '../cli/shell.ts'
import { boundHeap } from './heap.ts'
import type { Listening } from './server.ts'

/** What the programs that serve differ in. */
export interface Program {
  config: Config
  remarks: Remarks
  logTarget: LogTarget
  /** How many processes like this one share the work; 1 by default. */
  workers?: number
  /** Runs before the database is opened; the result is logged as warnings. */
  prepare?: (log: Log) => Promise<readonly string[]>
  /** The error to throw where the app can't be opened. */
  notOpened?: (error: unknown) => Error
  listen: (app: App) => Promise<Listening>
  /** Says that it is open, where `listen` hasn't said so. */
  opened?: (app: App, portal: Listening) => void
  /** Says that a signal ends it, in other words than ours. */
  closing?: (signal: string) => void
}

const CLOSING = 'Latchkey finishes what is under way and closes'

/** What the log says of SIGHUP. */
export const NO_RELOAD =
  'SIGHUP: the configuration is read at the start only. Restart the portal to use a changed one.'

/** How long requests that are under way may take to end. */
const drainTimeoutMs = 30_000

/**
 * Opens the app, listens and works until the process is asked to end and the last request has ended.
 * Returns the signal's name.
 */
export async function serve(shell: Shell, program: Program): Promise<string> {
  const { config, remarks, logTarget, workers = 1 } = program
  const log = await createLog(config.log, logTarget)
  // A worker leaves the line to its parent.
  shell.surviveSignals(() => workers === 1 && log.warn(NO_RELOAD))
  warn(log, [...remarks.warnings, ...remarks.exposed])
  warn(log, (await program.prepare?.(log)) ?? [])
  await using app = await open(shell, program)
  // From here on a signal ends it in order.
  const stopped = shell.stopped()
  const portal = await program.listen(app)
  const stopWork = app.work()
  program.opened?.(app, portal)
  boundHeap()
  void warnOfObstacles(app)
  const signal = await stopped
  if (program.closing) program.closing(signal)
  else log.info({ signal }, CLOSING)
  app.drain()
  await Promise.all([portal.close(drainTimeoutMs), stopWork()])
  return signal
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

/**
 * What no newcomer can get through here is told at once and not when the first one tries: where
 * a token is all there is, the homeserver may ask for a mailbox or a puzzle.
 */
async function warnOfObstacles({ homeserver, log }: App): Promise<void> {
  if (homeserver.kind !== 'registration-token') return
  for (const { severity, code, sentence, advice } of await homeserver.examine()) {
    if (severity === 'error') log.warn({ code, advice }, sentence)
  }
}
