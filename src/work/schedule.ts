import type { App } from '../core/context.ts'
import { purge } from '../core/people/purge.ts'
import { settle } from '../core/redemption/settle.ts'
import { newId } from '../shared/ids.ts'
import { forgetEnded } from '../store/half-made.ts'
import { forgetSpent } from '../store/limits.ts'
import { withLease } from './lease.ts'
import { repeat } from './repeat.ts'
import { tellFailure } from './tell-failure.ts'
import { tidyJobs } from './tidy-jobs.ts'

/** Does something unless another process does it now or did it a moment ago. */
type Act = (work: () => Promise<void>) => Promise<void>

interface Entry {
  name: string
  everyMs: number
  /** What is done by `act` happens in one process at a time; the rest in every process. */
  run: (app: App, act: Act) => Promise<void>
}

/** A second process that acts at the same time would do no harm: each statement is guarded. */
const entries: readonly Entry[] = [
  // Each process watches by itself, and acts on what it has itself seen long enough.
  { name: 'settle', everyMs: 10_000, run: settle },
  {
    name: 'forget limits',
    everyMs: 60_000,
    run: ({ db, clock }, act) => act(() => forgetSpent(db, clock())),
  },
  { name: 'forget slots', everyMs: 60_000, run: ({ db }, act) => act(() => forgetEnded(db)) },
  { name: 'purge', everyMs: 60_000, run: (app, act) => act(() => purge(app)) },
  // Each process has connections and files of its own to look at.
  { name: 'database', everyMs: 60_000, run: async (app) => void (await app.databaseHealth()) },
  { name: 'tidy jobs', everyMs: 60_000, run: ({ db }, act) => act(() => tidyJobs(db)) },
]

/** After a kill, others wait for as long. */
const ttlMs = 30_000

/** Runs every entry from time to time, never twice at once. The result stops them. */
export function startSchedule(app: App): () => Promise<void> {
  const repetitions = entries.map((entry) =>
    repeat(() => run(app, entry), { pauseMs: () => jittered(app, entry.everyMs) }),
  )
  return async () => {
    await Promise.all(repetitions.map(({ stop }) => stop()))
  }
}

async function run(app: App, { name, everyMs, run: work }: Entry): Promise<void> {
  const holder = newId(app.clock(), app.random)
  // Shorter than any pause, so that a lone process is never kept from its next turn.
  const terms = { name, holder, ttlMs, restMs: 0.7 * everyMs }
  const act: Act = async (inTurn) => void (await withLease(app.db, terms, inTurn))
  await work(app, act).catch((error: unknown) => tellFailure(app, name, error))
}

/** Between 0.8 and 1.2 of it: with equal pauses the first process would have every turn. */
function jittered({ random }: App, ms: number): number {
  const [byte = 0] = random(1)
  return ms * (0.8 + (0.4 * byte) / 255)
}
