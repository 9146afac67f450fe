import type { Log } from '../shared/log.ts'
import type { Metrics } from '../shared/metrics.ts'
import type { Remarks } from '../model/remarks.ts'
import type { Health } from '../store/health.ts'
import type { Config } from '../model/config.ts'
import type { Homeserver } from '../ports/homeserver.ts'
import type { OpenDatabase } from '../store/schema.ts'
import type { Random } from '../shared/ids.ts'
import type { Observe } from '../model/events.ts'
import type { Line } from './line/line.ts'
import type { LookUps } from './line/look-ups.ts'
import type { RateLimit } from './line/rate-limit.ts'
import type { SettlePace } from './redemption/settle-pace.ts'
import type { CpuTurns } from './line/cpu-turns.ts'
import type { Watch } from './redemption/watch.ts'

/** What the core works with. It is made in src/app.ts; a use case takes the part it needs. */
export interface Context {
  config: Config
  db: OpenDatabase
  homeserver: Homeserver
  /** What the homeserver is called; '' while nobody has said it. */
  serverName: () => string
  /** Lets so many registrations at once through to the homeserver as it bears. */
  line: Line
  /** Rate limits on joining, by room. */
  joins: (room: string) => RateLimit
  lookUps: LookUps
  /** Passwords are judged one at a time, by network in turn. */
  judging: CpuTurns
  /** Aborted when the program is about to end. */
  draining: AbortSignal
  /** Work that outlives the request that began it; closing waits for its end. */
  waitUntil: (work: Promise<unknown>) => void
  /** How many processes serve the same listeners. */
  workers: number
  /** Milliseconds since 1970. */
  clock: () => number
  random: Random
  watch: Watch
  settlePace: SettlePace
  observe: Observe
}

/** Everything the program is made of. The one place where things are made and wired. */
export interface App extends Context, AsyncDisposable {
  log: Log
  metrics: Metrics
  /** Signs cookies; the same in all replicas. */
  cookieKey: string
  /** What was said when the configuration was read. */
  remarks: Remarks
  /** Lets nobody wait any more for the homeserver: the program is about to end. */
  drain: () => void
  /** Whether the database can be used now; trouble, and its end, is logged once. */
  databaseHealth: Health
  /**
   * Starts what is done beside answering: delayed jobs, settling, purging. Once per process that
   * serves; called again, it starts nothing more. The result stops it: what is under way ends or is
   * given back. Disposing of the app does so, too.
   */
  work: () => () => Promise<void>
}
