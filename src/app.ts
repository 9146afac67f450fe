import { randomBytes } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import type { Config } from './model/config.ts'
import type { Random } from './shared/ids.ts'
import type { App } from './core/context.ts'
import type { Observe } from './model/events.ts'
import { createLine } from './core/line/line.ts'
import { createLookUps } from './core/line/look-ups.ts'
import { createRateLimits } from './core/line/rate-limit.ts'
import { createSettlePace } from './core/redemption/settle-pace.ts'
import { createCpuTurns } from './core/line/cpu-turns.ts'
import { createWatch } from './core/redemption/watch.ts'
import type { Remarks } from './model/remarks.ts'
import { openHomeserver } from './homeserver/open.ts'
import { knownName, learntName } from './homeserver/client/server-name.ts'
import { createLog, type Log, type LogTarget } from './shared/log.ts'
import { createMetrics } from './shared/metrics.ts'
import { createObserver } from './observe.ts'
import { openDatabase } from './store/database.ts'
import { createHealth } from './store/health.ts'
import { sharedSecret } from './store/secrets.ts'
import { keepServerName, rememberedName } from './store/server-name.ts'
import type { Trouble } from './store/trouble.ts'
import { watchJobs } from './work/metrics.ts'
import { startWork } from './work/work.ts'

/** What a test, or a program that mounts the portal, may bring along. */
export interface Overrides {
  /** Milliseconds since 1970. */
  clock?: () => number
  /** Milliseconds of a clock that nobody sets, from any moment on. */
  elapsed?: () => number
  random?: Random
  /** Receives the log's lines; nothing is logged without it. */
  logTarget?: LogTarget
  /** How many processes share the listeners and what the homeserver bears; 1 by default. */
  workers?: number
  remarks?: Remarks
}

/** Of a configuration that no file holds. */
const unread: Remarks = { source: 'The configuration', warnings: [], exposed: [] }

const nowhere: LogTarget = { write: () => {} }

/**
 * Opens database and homeserver of a configuration. Dispose of it to close them.
 */
export async function openApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const { clock = Date.now, random = randomBytes, logTarget = nowhere, workers = 1 } = overrides
  const { remarks = unread, elapsed = () => performance.now() } = overrides
  const log = await createLog(config.log, logTarget)
  const metrics = createMetrics()
  const tell = createObserver(log, metrics)
  const onLost = (cause: Error) => log.warn({ cause: cause.message }, 'A database connection broke')
  const db = await openDatabase(config.database.url, clock(), onLost)
  const { serverName: said } = config.homeserver
  const names = {
    recall: () => rememberedName(db),
    keep: (name: string) => keepServerName(db, name),
  }
  const serverName = said === '' ? learntName(names) : knownName(said)
  const lookUps = createLookUps(elapsed)
  const observe: Observe = (event) => {
    lookUps.notice(event)
    tell(event)
  }
  const homeserver = await openHomeserver(config, {
    observe,
    clock,
    random,
    serverName,
  })
  const draining = new AbortController()
  // One listener for everybody who waits.
  setMaxListeners(0, draining.signal)
  const slots = Math.max(1, Math.floor(config.homeserver.concurrency / workers))
  const underWay = new Set<Promise<unknown>>()
  let stopWork: (() => Promise<void>) | undefined
  const app: App = {
    config,
    db,
    homeserver,
    serverName: serverName.current,
    waitUntil: (work) => {
      underWay.add(work)
      void work.catch(() => {}).then(() => underWay.delete(work))
    },
    line: createLine({ slots, draining: draining.signal }),
    joins: createRateLimits(),
    lookUps,
    draining: draining.signal,
    drain: () => draining.abort(),
    workers,
    clock,
    random,
    watch: createWatch(elapsed),
    settlePace: createSettlePace(elapsed),
    passwordChecks: createCpuTurns(elapsed),
    observe,
    log,
    metrics,
    remarks,
    databaseHealth: createHealth({
      db,
      clock,
      elapsed: () => performance.now(),
      onChange: (trouble) => tellTrouble(log, trouble),
    }),
    cookieKey: await sharedSecret(db, 'cookies', Buffer.from(random(32)).toString('base64url')),
    work: () => (stopWork ??= startWork(app)),
    [Symbol.asyncDispose]: async () => {
      draining.abort()
      await stopWork?.()
      await Promise.allSettled(underWay)
      await homeserver.close()
      await db.destroy()
    },
  }
  watchJobs(app)
  return app
}

function tellTrouble(log: Log, trouble: Trouble | null): void {
  if (trouble === null) log.info('The database can be used again')
  else log.error({ advice: trouble.advice }, trouble.sentence)
}
