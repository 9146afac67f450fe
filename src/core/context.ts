import type { Log } from '../shared/log.ts'
import type { Metrics } from '../shared/metrics.ts'
import type { Remarks } from '../model/remarks.ts'
import type { Health } from '../store/health.ts'
import type { Config } from '../model/config.ts'
import type { Bot } from '../ports/bot.ts'
import type { Homeserver } from '../ports/homeserver.ts'
import type { SignIn } from '../ports/sign-in.ts'
import type { SendWebhook } from '../ports/webhooks.ts'
import type { OpenDatabase } from '../store/schema.ts'
import type { Random } from '../shared/ids.ts'
import type { Observe } from '../model/events.ts'
import type { Line } from './line/line.ts'
import type { ProfileOf } from './profiles/recent.ts'
import type { LookUps } from './line/look-ups.ts'
import type { SettlePace } from './redemption/settle-pace.ts'
import type { CpuTurns } from './line/cpu-turns.ts'
import type { Watch } from './redemption/watch.ts'

/** The dependencies of the core, built in src/app.ts. A use case takes the part that it needs. */
export interface Context {
  /** Frozen, and replaced when it is reloaded: keep `app`, not this. */
  readonly config: Config
  db: OpenDatabase
  homeserver: Homeserver
  signIn: SignIn
  /** The bot; undefined until `latchkey bot set-up` has run. */
  bot: () => Promise<Bot | undefined>
  /** The server name; '' while it is unknown. */
  serverName: () => string
  /** Queue for registrations: limits how many run at the same time. */
  line: Line
  lookUps: LookUps
  /** The profile of an invitation, memoized for seconds. */
  profileOf: ProfileOf
  /** Passwords are checked one at a time, round robin by network. */
  passwordChecks: CpuTurns
  /** Aborted when the program shuts down. */
  draining: AbortSignal
  /** Registers work that outlives its request; closing waits for it. */
  waitUntil: (work: Promise<unknown>) => void
  /** How many processes serve the same listeners. */
  workers: number
  /** Milliseconds since 1970. */
  clock: () => number
  random: Random
  watch: Watch
  settlePace: SettlePace
  observe: Observe
  sendWebhook: SendWebhook
}

/** Prepares for the next configuration; the result puts it into use and can't fail. */
export type Derive = (next: Config) => Promise<() => void>

/** The whole program, built and wired in src/app.ts. */
export interface App extends Context, AsyncDisposable {
  log: Log
  metrics: Metrics
  /** Signs cookies; the same in all replicas. */
  cookieKey: string
  /** What reading the configuration found. */
  readonly remarks: Remarks
  /**
   * Continues with another configuration, which differs in reloadable options only
   * (src/config/reload.ts). If it throws, nothing has changed.
   */
  reload: (config: Config, remarks?: Partial<Remarks>) => Promise<void>
  /** Registers what is derived from the configuration: derives it anew, and returns its swap. */
  onReload: (derive: Derive) => void
  /** Ends all waiting for the homeserver, because the program shuts down. */
  drain: () => void
  /** Whether the database is usable now. A problem, and its end, is logged once. */
  databaseHealth: Health
  /**
   * Starts background work: jobs, settling, purging. Call it in each process that serves; further calls
   * do nothing. The result stops it: running work ends or is given back. So does disposing of the app.
   */
  work: () => () => Promise<void>
}
