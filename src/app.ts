import { randomBytes } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import type { Config } from './model/config.ts'
import type { Random } from './shared/ids.ts'
import type { App } from './core/context.ts'
import type { Observe } from './model/events.ts'
import { createLine } from './core/line/line.ts'
import { createRecentProfiles } from './core/profiles/recent.ts'
import { createLookUps } from './core/line/look-ups.ts'
import { createSettlePace } from './core/redemption/settle-pace.ts'
import { createCpuTurns } from './core/line/cpu-turns.ts'
import { createWatch } from './core/redemption/watch.ts'
import type { Remarks } from './model/remarks.ts'
import { openHomeserver } from './homeserver/open.ts'
import { openSignIn } from './homeserver/sign-in/open.ts'
import { serverNameOf } from './homeserver/client/server-name.ts'
import { createLog, type Log, type LogTarget } from './shared/log.ts'
import { createMetrics } from './shared/metrics.ts'
import { createObserver } from './observe.ts'
import { createLazyBot } from './lazy-bot.ts'
import { createLiveConfig } from './live-config.ts'
import { openDatabase } from './store/database.ts'
import { proveLocks } from './store/prove.ts'
import { createHealth } from './store/health.ts'
import { sharedSecret } from './store/secrets.ts'
import { keepServerName, rememberedName } from './store/server-name.ts'
import type { Trouble } from './store/trouble.ts'
import { watchDatabase } from './work/metrics.ts'
import { startWork } from './work/work.ts'

/** Dependencies that a test, or a program that mounts the portal, can replace. */
export interface Overrides {
  /** Milliseconds since 1970. */
  clock?: () => number
  /** Monotonic clock, in ms; its origin doesn't matter. */
  elapsed?: () => number
  random?: Random
  /** Receives the log's lines; nothing is logged without it. */
  logTarget?: LogTarget
  /** Number of processes that share the listeners and `homeserver.concurrency`; 1 by default. */
  workers?: number
  remarks?: Remarks
}

/** For a configuration that was not read from a file. */
const noRemarks: Remarks = { source: 'The configuration', warnings: [], exposed: [] }

const noLog: LogTarget = { write: () => {} }

type Means = Required<Overrides>

function withDefaults({
  clock = Date.now,
  elapsed = () => performance.now(),
  random = randomBytes,
  logTarget = noLog,
  workers = 1,
  remarks = noRemarks,
}: Overrides): Means {
  return { clock, elapsed, random, logTarget, workers, remarks }
}

/** Opens database and homeserver of a configuration. Dispose of it to close them. */
export async function openApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const means = withDefaults(overrides)
  const { clock, random, workers } = means
  const observers = await createObservers(config, means)
  const live = createLiveConfig(observers.log, config, means.remarks)
  const outside = await openOutside(() => live.current.config, means, observers)
  const bot = createLazyBot(outside.db, () => live.current.config, { ...means, ...observers })
  const { finish, ...ending } = createEnding()
  let stopWork: (() => Promise<void>) | undefined
  const app: App = {
    get config() {
      return live.current.config
    },
    get remarks() {
      return live.current.remarks
    },
    reload: live.reload,
    onReload: live.onReload,
    clock,
    random,
    workers,
    ...observers,
    ...outside,
    bot: bot.current,
    ...ending,
    ...createQueues(config, means, ending.draining),
    sendWebhook: createWebhooks(() => live.current.config, clock),
    databaseHealth: watchHealth(outside.db, config, means, observers.log),
    cookieKey: await cookieKeyOf(outside.db, random),
    profileOf: createRecentProfiles({ db: outside.db, clock }, () => live.current.config),
    work: () => (stopWork ??= startWork(app)),
    [Symbol.asyncDispose]: async () => {
      ending.drain()
      await stopWork?.()
      await finish()
      await bot.close()
      await outside.homeserver.close()
      await outside.signIn.close()
      await outside.db.destroy()
    },
  }
  watchDatabase(app)
  return app
}

type Observers = Pick<App, 'log' | 'metrics' | 'lookUps' | 'observe'>

async function createObservers(config: Config, { elapsed, logTarget }: Means): Promise<Observers> {
  const log = await createLog(config.log, logTarget)
  const metrics = createMetrics()
  const lookUps = createLookUps(elapsed)
  const report = createObserver(log, metrics)
  const observe: Observe = (event) => {
    lookUps.notice(event)
    report(event)
  }
  return { log, metrics, lookUps, observe }
}

type Outside = Pick<App, 'db' | 'homeserver' | 'signIn' | 'serverName'>

async function openOutside(
  current: () => Config,
  { clock, elapsed, random }: Means,
  { log, observe }: Observers,
): Promise<Outside> {
  const config = current()
  const onLost = (cause: Error) =>
    log.warn({ cause: cause.message }, 'A database connection was lost')
  const db = await openDatabase(config.database.url, clock(), onLost)
  const names = {
    recall: () => rememberedName(db),
    keep: (name: string) => keepServerName(db, name),
  }
  const serverName = serverNameOf(config.homeserver, names)
  const homeserver = await openHomeserver(config, { observe, clock, random, serverName })
  const signIn = await openSignIn({
    config: current,
    serverName: serverName.current,
    observe,
    clock,
    elapsed,
    random,
  })
  return { db, homeserver, signIn, serverName: serverName.current }
}

/** What has to end before the app is closed. `finish` waits for it. */
function createEnding() {
  const draining = new AbortController()
  // Everybody who waits adds a listener, so disable the warning.
  setMaxListeners(0, draining.signal)
  const running = new Set<Promise<unknown>>()
  return {
    draining: draining.signal,
    drain: () => draining.abort(),
    waitUntil: (work: Promise<unknown>) => {
      running.add(work)
      void work.catch(() => {}).then(() => running.delete(work))
    },
    finish: async () => void (await Promise.allSettled(running)),
  }
}

type Queues = Pick<App, 'line' | 'watch' | 'settlePace' | 'passwordChecks'>

function createQueues(
  { homeserver }: Config,
  { elapsed, workers }: Means,
  draining: AbortSignal,
): Queues {
  const slots = Math.max(1, Math.floor(homeserver.concurrency / workers))
  return {
    line: createLine({ slots, draining }),
    watch: createWatch(elapsed),
    settlePace: createSettlePace(elapsed),
    passwordChecks: createCpuTurns(elapsed),
  }
}

/** Loaded at the first delivery. */
function createWebhooks(current: () => Config, clock: () => number): App['sendWebhook'] {
  const language = () => current().language
  return async (...given) => {
    const { createSender } = await import('./webhooks/send.ts')
    return createSender({ clock, language })(...given)
  }
}

function watchHealth(
  db: App['db'],
  { database }: Config,
  { clock }: Means,
  log: Log,
): App['databaseHealth'] {
  return createHealth({
    db,
    proveLocks: () => proveLocks(database.url),
    clock,
    elapsed: () => performance.now(),
    onChange: (trouble) => logTrouble(log, trouble),
  })
}

function cookieKeyOf(db: App['db'], random: Random): Promise<string> {
  return sharedSecret(db, 'cookies', Buffer.from(random(32)).toString('base64url'))
}

function logTrouble(log: Log, trouble: Trouble | null): void {
  if (trouble === null) log.info('The database can be used again')
  else log.error({ advice: trouble.advice }, trouble.sentence)
}
