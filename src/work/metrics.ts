import { Gauge } from 'prom-client'
import type { App } from '../core/context.ts'
import { countJobs } from '../store/jobs-overview.ts'

/** Adds the state of the queue to `/metrics`, read at each scrape: the same in every process. */
export function watchJobs({ db, metrics: { registry } }: App): void {
  const registers = [registry]
  // If the database fails, the other metrics are still shown.
  const counts = () => countJobs(db).catch(() => [])
  const inQueue = new Gauge({
    name: 'latchkey_jobs',
    help: 'Unfinished jobs, by kind and state: due, or dead after the last attempt.',
    labelNames: ['kind', 'state'],
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
    help: 'How long the oldest due job has been due, by kind.',
    labelNames: ['kind'],
    registers,
    collect: async () => {
      const found = await counts()
      oldest.reset()
      for (const { kind, oldestMs } of found) oldest.set({ kind }, oldestMs / 1000)
    },
  })
}
