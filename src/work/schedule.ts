import type { App } from '../core/context.ts'
import { enqueueDue } from '../core/guests/keep-state.ts'
import { remindOfEnds } from '../core/guests/remind.ts'
import { recheckStanding } from '../core/members/recheck.ts'
import { forgetOver } from '../core/members/session.ts'
import { forgetOldSessions } from '../core/redemption/introduction-session.ts'
import { advance } from '../core/invites/advance.ts'
import { forgetOldTokens } from '../core/members/tokens.ts'
import { queueDueMails } from '../core/mailing/due.ts'
import { purge } from '../core/people/purge.ts'
import { tidyRequests } from '../core/requests/retention.ts'
import { settle } from '../core/redemption/settle.ts'
import { newId } from '../shared/ids.ts'
import { forgetEnded } from '../store/half-made.ts'
import { forgetSpent } from '../store/limits.ts'
import { withLease } from './lease.ts'
import { repeat } from './repeat.ts'
import { logFailure } from './log-failure.ts'
import { tidyJobs } from './tidy-jobs.ts'

/** Runs something unless another process runs it now or ran it recently. */
type Act = (work: () => Promise<void>) => Promise<void>

interface Entry {
  name: string
  everyMs: number
  /** What `act` runs happens in one process at a time; the rest in every process. */
  run: (app: App, act: Act) => Promise<void>
}

/** Running twice at the same time would be harmless, since each statement is guarded. */
const entries: readonly Entry[] = [
  // Each process measures ages itself, and acts only on redemptions that it has observed long enough.
  { name: 'settle', everyMs: 10_000, run: settle },
  {
    name: 'forget limits',
    everyMs: 60_000,
    run: ({ db, clock }, act) => act(() => forgetSpent(db, clock())),
  },
  { name: 'forget slots', everyMs: 60_000, run: ({ db }, act) => act(() => forgetEnded(db)) },
  { name: 'forget sessions', everyMs: 60_000, run: (app, act) => act(() => forgetOver(app)) },
  {
    name: 'forget tokens of newcomers',
    everyMs: 3_600_000,
    run: (app, act) => act(() => forgetOldSessions(app)),
  },
  { name: 'phases', everyMs: 60_000, run: (app, act) => act(() => advance(app)) },
  { name: 'forget tokens', everyMs: 3_600_000, run: (app, act) => act(() => forgetOldTokens(app)) },
  { name: 'remind', everyMs: 600_000, run: (app, act) => act(() => remindOfEnds(app)) },
  { name: 'end accounts', everyMs: 60_000, run: (app, act) => act(() => enqueueDue(app)) },
  { name: 'follow invited', everyMs: 60_000, run: follow },
  { name: 'mail', everyMs: 60_000, run: (app, act) => act(() => queueDueMails(app)) },
  { name: 'standing', everyMs: 3_600_000, run: (app, act) => act(() => recheckStanding(app)) },
  { name: 'purge', everyMs: 60_000, run: (app, act) => act(() => purge(app)) },
  { name: 'tidy requests', everyMs: 60_000, run: (app, act) => act(() => tidyRequests(app)) },
  // Each process checks its own connections and files.
  { name: 'database', everyMs: 60_000, run: async (app) => void (await app.databaseHealth()) },
  { name: 'tidy jobs', everyMs: 60_000, run: ({ db }, act) => act(() => tidyJobs(db)) },
]

/** Loaded with the first turn: many portals have no bot. */
async function follow(app: App, act: Act): Promise<void> {
  const { followInvited } = await import('../core/arrivals/follow.ts')
  await act(() => followInvited(app))
}

/** TTL of the lease: after a kill, other processes wait that long. */
const ttlMs = 30_000

/** Until the first run, in ms: visitors who waited for the start come first. */
const firstMs = 200

/** Runs every entry periodically, never concurrently with itself. The result stops them. */
export function startSchedule(app: App): () => Promise<void> {
  const repetitions = entries.map((entry) =>
    repeat(() => run(app, entry), { pauseMs: () => jittered(app, entry.everyMs), firstMs }),
  )
  return async () => {
    await Promise.all(repetitions.map(({ stop }) => stop()))
  }
}

async function run(app: App, { name, everyMs, run: work }: Entry): Promise<void> {
  const holder = newId(app.clock(), app.random)
  // Shorter than any pause, so that a single process can always run its next turn.
  const terms = { name, holder, ttlMs, restMs: 0.7 * everyMs }
  const act: Act = async (inTurn) => void (await withLease(app.db, terms, inTurn))
  await work(app, act).catch((error: unknown) => logFailure(app, name, error))
}

/** Jitter of 0.8 to 1.2: with equal pauses the same process would always get the lease. */
function jittered({ random }: App, ms: number): number {
  const [byte = 0] = random(1)
  return ms * (0.8 + (0.4 * byte) / 255)
}
