import { Gauge } from 'prom-client'
import type { App } from '../core/context.ts'
import { countActive } from '../store/invites.ts'
import { countJobs } from '../store/jobs-overview.ts'
import { countOpen } from '../store/redemption-list.ts'

/**
 * Gauges of what is in the database when `/metrics` is requested: the same in every process, so of
 * several workers the first counts.
 */
export function watchDatabase(app: App): void {
  watchJobs(app)
  watchInvites(app)
}

const aggregator = 'first'

function watchInvites({ db, clock, metrics: { registry } }: App): void {
  const registers = [registry]
  const active = new Gauge({
    name: 'latchkey_active_invites',
    help: 'Invitations that somebody can join with now.',
    aggregator,
    registers,
    collect: async () => {
      const count = await countActive(db, clock()).catch(() => null)
      if (count !== null) active.set(count)
    },
  })
  const open = new Gauge({
    name: 'latchkey_open_redemptions',
    help: 'Redemptions that have not ended, by state: in_progress, or undecided.',
    labelNames: ['state'],
    aggregator,
    registers,
    collect: async () => {
      const counts = await countOpen(db).catch(() => null)
      for (const [state, count] of Object.entries(counts ?? {})) open.set({ state }, count)
    },
  })
}

function watchJobs({ db, metrics: { registry } }: App): void {
  const registers = [registry]
  // If the database fails, the other metrics are still shown.
  const counts = () => countJobs(db).catch(() => [])
  const inQueue = new Gauge({
    name: 'latchkey_jobs',
    help: 'Unfinished jobs, by kind and state: due, or dead after the last attempt.',
    labelNames: ['kind', 'state'],
    aggregator,
    registers,
    collect: async () => {
      const found = await counts()
      inQueue.reset()
      for (const { kind, due, dead } of found) {
        inQueue.set({ kind, state: 'due' }, due)
        inQueue.set({ kind, state: 'dead' }, dead)
      }
    },
  })
  const oldest = new Gauge({
    name: 'latchkey_jobs_oldest_seconds',
    help: 'How long the oldest job has been due, by kind.',
    labelNames: ['kind'],
    aggregator,
    registers,
    collect: async () => {
      const found = await counts()
      oldest.reset()
      for (const { kind, oldestMs } of found) oldest.set({ kind }, oldestMs / 1000)
    },
  })
}
