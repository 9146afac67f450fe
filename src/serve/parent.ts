import type { Worker } from 'node:cluster'
import type { Metrics } from '../shared/metrics.ts'
import type { Reloaded } from './reload.ts'
import type { FromParent, FromWorker } from './worker-messages.ts'

/** What a worker gets from its parent process. */
export interface Parent {
  /** Whether this is the first worker, which says what only one has to say. */
  isFirst: boolean
  /** Calls `take` with each configuration that the parent has read. */
  onReload: (take: (reloaded: Reloaded) => void) => void
  /** From now on the worker shows the metrics of all workers. */
  shareMetrics: (metrics: Metrics) => void
}

export function connectParent(worker: Worker): Parent {
  const send = (message: FromWorker) => void worker.send(message)
  const listen = (hear: (message: FromParent) => void) => void worker.on('message', hear)
  return {
    isFirst: worker.id === 1,
    onReload: (take) =>
      listen((message) => {
        if (message.kind === 'reload') take(message.reloaded)
      }),
    shareMetrics(metrics) {
      const own = metrics.samples
      const asked: ((text: string) => void)[] = []
      listen((message) => {
        if (message.kind === 'count') void answer(message.round)
        else if (message.kind === 'gathered') asked.shift()?.(message.text)
      })
      const answer = async (round: number) => send({ kind: 'counted', round, samples: await own() })
      metrics.show = () => {
        const { promise, resolve } = Promise.withResolvers<string>()
        asked.push(resolve)
        send({ kind: 'gather' })
        return promise
      }
    },
  }
}
