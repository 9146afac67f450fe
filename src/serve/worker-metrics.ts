import type { Worker } from 'node:cluster'
import { AggregatorRegistry } from 'prom-client'
import type { Sample } from '../shared/metrics.ts'

/** How long a busy worker is waited for. After that, what it last told counts. */
const timeoutMs = 2_000

/** The parent's side: adds up the metrics of all workers. */
export interface WorkerMetrics {
  /** Metrics of all workers in Prometheus' text format. */
  gather: (workers: readonly Worker[]) => Promise<string>
  /** A worker has answered `ask`. */
  receive: (worker: Worker, round: number, samples: readonly Sample[]) => void
  /** A worker has ended: its counters stay, so that no sum decreases. */
  retire: (worker: Worker) => void
}

/** `ask`: sends the question, which a worker answers with the same number. */
export function createWorkerMetrics(ask: (worker: Worker, round: number) => void): WorkerMetrics {
  const last = new Map<number, readonly Sample[]>()
  const rounds = new Map<number, { missing: Set<number>; complete: () => void }>()
  let retired: Promise<readonly Sample[]> = Promise.resolve([])
  let round = 0
  const answered = (of: number, { id }: Worker) => {
    const waiting = rounds.get(of)
    waiting?.missing.delete(id)
    if (waiting?.missing.size === 0) waiting.complete()
  }
  return {
    receive(worker, of, samples) {
      last.set(worker.id, samples)
      answered(of, worker)
    },
    retire(worker) {
      for (const of of rounds.keys()) answered(of, worker)
      const ended = last.get(worker.id) ?? []
      last.delete(worker.id)
      retired = retired.then((before) => addCounters(before, ended))
    },
    async gather(workers) {
      const of = ++round
      const { promise, resolve } = Promise.withResolvers<void>()
      rounds.set(of, { missing: new Set(workers.map(({ id }) => id)), complete: resolve })
      const late = setTimeout(resolve, timeoutMs)
      for (const worker of workers) ask(worker, of)
      await promise
      clearTimeout(late)
      rounds.delete(of)
      return AggregatorRegistry.aggregate([...last.values(), await retired]).metrics()
    },
  }
}

/** Not the gauges, which tell of what is there now. */
function addCounters(before: readonly Sample[], ended: readonly Sample[]): Promise<Sample[]> {
  // The declared type is an enumeration; the values are texts.
  const counters = ended.filter(({ type }) => String(type) !== 'gauge')
  return AggregatorRegistry.aggregate([before, counters]).getMetricsAsJSON()
}
