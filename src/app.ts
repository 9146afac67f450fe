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

type Means = Required<Overrides>

function withDefaults({
  clock = Date.now,
  elapsed = () => performance.now(),
  random = randomBytes,
  logTarget = nowhere,
  workers = 1,
  remarks = unread,
}: Overrides): Means {
  return { clock, elapsed, random, logTarget, workers, remarks }
}

/** Opens database and homeserver of a configuration. Dispose of it to close them. */
export async function openApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const means = withDefaults(overrides)
  const { clock, random, workers, remarks } = means
  const observers = await createObservers(config, means)
  const outside = await openOutside(config, means, observers)
  const { finish, ...ending } = createEnding()
  let stopWork: (() => Promise<void>) | undefined
  const app: App = {
    config,
    clock,
    random,
    workers,
    remarks,
    ...observers,
    ...outside,
    ...ending,
    ...createQueues(config, means, ending.draining),
    databaseHealth: watchDatabase(outside.db, means, observers.log),
    cookieKey: await cookieKeyOf(outside.db, random),
    work: () => (stopWork ??= startWork(app)),
    [Symbol.asyncDispose]: async () => {
      ending.drain()
      await stopWork?.()
      await finish()
      await outside.homeserver.close()
      await outside.db.destroy()
    },
  }
  watchJobs(app)
  return app
}

type Observers = Pick<App, 'log' | 'metrics' | 'lookUps' | 'observe'>

async function createObservers(config: Config, { elapsed, logTarget }: Means): Promise<Observers> {
  const log = await createLog(config.log, logTarget)
  const metrics = createMetrics()
  const lookUps = createLookUps(elapsed)
  const tell = createObserver(log, metrics)
  const observe: Observe = (event) => {
    lookUps.notice(event)
    tell(event)
  }
  return { log, metrics, lookUps, observe }
}

type Outside = Pick<App, 'db' | 'homeserver' | 'serverName'>

async function openOutside(
  config: Config,
  { clock, random }: Means,
  { log, observe }: Observers,
): Promise<Outside> {
  const onLost = (cause: Error) => log.warn({ cause: cause.message }, 'A database connection broke')
  const db = await openDatabase(config.database.url, clock(), onLost)
  const { serverName: said } = config.homeserver
  const memory = {
    recall: () => rememberedName(db),
    keep: (name: string) => keepServerName(db, name),
  }
  const serverName = said === '' ? learntName(memory) : knownName(said)
  const homeserver = await openHomeserver(config, { observe, clock, random, serverName })
  return { db, homeserver, serverName: serverName.current }
}

/** What has to end before the app can be closed. `finish` waits for it. */
function createEnding() {
  const draining = new AbortController()
  // One listener for everybody who waits.
  setMaxListeners(0, draining.signal)
  const underWay = new Set<Promise<unknown>>()
  return {
    draining: draining.signal,
    drain: () => draining.abort(),
    waitUntil: (work: Promise<unknown>) => {
      underWay.add(work)
      void work.catch(() => {}).then(() => underWay.delete(work))
    },
    finish: async () => void (await Promise.allSettled(underWay)),
  }
}

type Queues = Pick<App, 'line' | 'joins' | 'watch' | 'settlePace' | 'judging'>

function createQueues(
  { homeserver }: Config,
  { elapsed, workers }: Means,
  draining: AbortSignal,
): Queues {
  const slots = Math.max(1, Math.floor(homeserver.concurrency / workers))
  return {
    line: createLine({ slots, draining }),
    joins: createRateLimits(),
    watch: createWatch(elapsed),
    settlePace: createSettlePace(elapsed),
    judging: createCpuTurns(elapsed),
  }
}

/** The same for all portals of a database: the first one makes it. */
function cookieKeyOf(db: App['db'], random: Random): Promise<string> {
  return sharedSecret(db, 'cookies', Buffer.from(random(32)).toString('base64url'))
}

function watchDatabase(db: App['db'], { clock }: Means, log: Log): App['databaseHealth'] {
  return createHealth({
    db,
    clock,
    elapsed: () => performance.now(),
    onChange: (trouble) => tellTrouble(log, trouble),
  })
}

function tellTrouble(log: Log, trouble: Trouble | null): void {
  if (trouble === null) log.info('The database can be used again')
  else log.error({ advice: trouble.advice }, trouble.sentence)
}
